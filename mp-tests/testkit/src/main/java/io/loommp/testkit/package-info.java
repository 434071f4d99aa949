/**
 * Help for tests of code that is written on LoomMP: {@link io.loommp.testkit.FakeTimers time that the test moves},
 * {@link io.loommp.testkit.Probe a port that remembers what it was sent}, {@link io.loommp.testkit.EventProbe a memory of
 * what happened inside a node}, {@link io.loommp.testkit.TestNetwork nodes whose connections the test commands}, and
 * {@link io.loommp.testkit.LoomTest tests of JUnit 5 that are given nodes}. And a {@link io.loommp.testkit.World world} in
 * which a seed decides what happens when. Nothing here sleeps, and what fails says what it saw instead.
 */
@NullMarked
package io.loommp.testkit;

import org.jspecify.annotations.NullMarked;
