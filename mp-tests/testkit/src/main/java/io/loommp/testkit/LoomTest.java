package io.loommp.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives the tests of a class, or one test, nodes of their own, and fails a test that leaves ports behind or does not notice
 * that one died.
 *
 * <pre>{@code
 * @LoomTest(fakeTime = true)
 * class ServerTest {
 *     @Test
 *     void givesUp(Node node, FakeTimers time) {
 *         Probe probe = Probe.on(node);
 *         Port server = Server.start(node, probe);
 *         time.advance(Duration.ofMinutes(1));
 *         probe.expect("gave_up");
 *         server.kill();
 *     }
 * }
 * }</pre>
 *
 * <p>Constructors, methods that set up and tests may ask for a {@link io.loommp.Node} (each name another one, see
 * {@link NodeId}; they are connected on demand), the {@link TestNetwork} they live in, the {@link FakeTimers} they live on,
 * and a {@link Tolerance}. All of it is new for each test and closed behind it.
 *
 * <p>When a test and its {@code @AfterEach} methods are done, its nodes come to rest, and it fails
 *
 * <ul>
 *   <li>if a port is live, or its code still runs, that is not a {@link Probe}: end it, close its node, or tolerate it;
 *   <li>if a port ended abnormally and nobody watched it: watch it, or tolerate it;
 *   <li>if it is asked for, when a message could not be delivered.
 * </ul>
 *
 * The failure names the ports, with the reasons of their ends, the stack traces behind them, and where threads of ports were
 * made.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Documented
@ExtendWith(NodeExtension.class)
public @interface LoomTest {

    /** Whether the nodes live on a time that the test moves. */
    boolean fakeTime() default false;

    /** Whether messages within a node go in the form in which they travel; see {@link NodeSettings#withListForm}. */
    boolean listForm() default false;

    /** Whether a message that could not be delivered fails a test. */
    boolean failOnDeadLetters() default false;

    /** Whether ports may be left behind. */
    boolean allowLeaks() default false;

    /** Whether ports may end abnormally though nobody watches them. */
    boolean allowDeaths() default false;
}
