package io.loommp.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.loommp.Node;
import io.loommp.Port;
import io.loommp.loom.ThreadPorts;
import java.io.BufferedReader;
import java.io.File;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

/** What lies outside a world is noticed, and so is what does not move. */
@Timeout(60)
class WorldLimitsTest {
    private static void assertFails(World.Scene scene, String... texts) {
        assertThatThrownBy(() -> World.replay(1, scene))
                .isInstanceOf(AssertionError.class)
                .hasMessageContainingAll(texts);
    }

    @Test
    void aTimeLimitOfTheJdkIsNoticed() {
        CountDownLatch never = new CountDownLatch(1);
        assertFails(
                world -> {
                    ThreadPorts.spawn(world.node("here"), self -> {
                        boolean ignored = never.await(1, TimeUnit.HOURS);
                    });
                    world.run();
                },
                "here#pa sleeps, or waits with a time limit of the JDK, at io.loommp.testkit.WorldLimitsTest.",
                "cannot be repeated");
    }

    @Test
    void aWakeFromAnotherThreadIsNoticed() {
        assertFails(
                world -> {
                    CountDownLatch latch = new CountDownLatch(1);
                    ThreadPorts.spawn(world.node("here"), self -> latch.await());
                    world.run();
                    Thread other = new Thread(latch::countDown, "somebody else");
                    other.start();
                    other.join();
                    world.run();
                },
                "here#pa was woken by the thread \"somebody else\"");
    }

    @Test
    void anAssertionThatFailsInsideAPortFailsTheRun() {
        assertFails(
                world -> {
                    ThreadPorts.spawn(
                            world.node("here"),
                            self -> assertThat(self.id().name()).isEqualTo("pb"));
                    world.run();
                },
                "failed inside a port",
                "note: here#pa ended: die");
    }

    @Test
    void onlyTheDriverDrives() {
        World.replay(1, world -> {
            Node node = world.node("here");
            world.call(node, self -> {
                assertThatIllegalStateException().isThrownBy(world::run).withMessageContaining("here#pa");
                assertThatIllegalStateException().isThrownBy(() -> world.node("other"));
                return true;
            });
        });
        assertThatIllegalArgumentException()
                .isThrownBy(() -> World.explore(0, world -> {}))
                .withMessageContaining("0");
    }

    @Test
    void aSkippedTestIsSkipped() {
        assertThatThrownBy(() -> World.explore(10, world -> {
                    throw new TestAbortedException("not here");
                }))
                .isInstanceOf(TestAbortedException.class);
    }

    @Test
    void aPortThatDoesNotGiveWayIsNamed() {
        AtomicBoolean enough = new AtomicBoolean();
        Exploration exploration = Exploration.of(LongStream.of(7), world -> {
            ThreadPorts.spawn(world.node("here"), self -> {
                while (!enough.get()) {
                    Thread.onSpinWait();
                }
            });
            world.run();
        });
        assertThatThrownBy(() -> exploration.play(Duration.ofMillis(20)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("nothing moves with seed 7: here#pa does not give way")
                .hasMessageContaining("at io.loommp.testkit.WorldLimitsTest");
        enough.set(true);
    }

    @Test
    void aDriverThatWaitsIsNamed() {
        Exploration exploration = Exploration.of(LongStream.of(7), world -> {
            Port server = ThreadPorts.spawn(world.node("here"), self -> self.get("never"));
            server.terminated().toCompletableFuture().join();
        });
        assertThatThrownBy(() -> exploration.play(Duration.ofMillis(20)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("the code that drives the world waits itself");
    }

    @Test
    void anInterruptOfTheCallerEndsTheExploration() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> World.explore(1_000_000, WorldScenes::twoIncrements))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("interrupted");
        assertThat(Thread.interrupted()).isTrue();
    }

    /** In a JVM that does not open java.lang the test is skipped, and says what would help. */
    @Test
    void withoutAnOpenJavaLangTheTestIsSkipped() throws Exception {
        assertThat(outputOf()).contains("skipped", "--add-opens java.base/java.lang=ALL-UNNAMED");
    }

    /** The kit works with any framework for tests: without JUnit there is nothing to skip, and nothing is missing. */
    @Test
    void withoutJUnitItPlays_orSaysThatItCannot() throws Exception {
        String classPath = Arrays.stream(
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
                                .split(File.pathSeparator))
                .filter(entry -> !entry.contains("junit") && !entry.contains("opentest4j"))
                .collect(Collectors.joining(File.pathSeparator));
        assertThat(outputOf(WithoutJUnit.class, classPath, "--add-opens", "java.base/java.lang=ALL-UNNAMED"))
                .contains("played", "failed: seed 0: on purpose");
        assertThat(outputOf(WithoutJUnit.class, classPath))
                .contains("java.lang.IllegalStateException: no World here", "--add-opens");
    }

    /** In another JVM the run of a seed is the same. */
    @Test
    void aSeedGivesTheSameRunInAnotherJvm() throws Exception {
        assertThat(outputOf("--add-opens", "java.base/java.lang=ALL-UNNAMED"))
                .isEqualToNormalizingNewlines(World.replay(3, WorldScenes::medley) + "\n");
    }

    /** The log takes no part in the world: however much is logged, the run is the same. */
    @Test
    void aSeedGivesTheSameRunWhateverIsLogged(@TempDir Path dir) throws Exception {
        Path lines = dir.resolve("log");
        assertThat(outputOf(
                        "--add-opens",
                        "java.base/java.lang=ALL-UNNAMED",
                        "-Dorg.slf4j.simpleLogger.log.io.loommp=trace",
                        "-Dorg.slf4j.simpleLogger.logFile=" + lines))
                .isEqualToNormalizingNewlines(World.replay(3, WorldScenes::medley) + "\n");
        assertThat(lines).content().contains("born").contains("ended");
    }

    private static String outputOf(String... options) throws Exception {
        return outputOf(Alone.class, System.getProperty("java.class.path"), options);
    }

    private static String outputOf(Class<?> program, String classPath, String... options) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", classPath, program.getName()));
        Process process =
                new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
        try (BufferedReader out = process.inputReader()) {
            return String.join("\n", out.lines().toList()) + "\n";
        } finally {
            process.destroyForcibly();
        }
    }

    /** A program of its own. */
    static final class Alone {
        private Alone() {}

        public static void main(String[] args) {
            try {
                System.out.println(World.replay(3, WorldScenes::medley));
            } catch (TestAbortedException e) {
                System.out.println("skipped: " + e.getMessage());
            }
        }
    }

    /** A program that knows no JUnit. */
    static final class WithoutJUnit {
        private WithoutJUnit() {}

        public static void main(String[] args) {
            try {
                System.out.println("played "
                        + World.explore(3, world -> world.node("here")).runs());
                World.replay(0, world -> {
                    throw new AssertionError("on purpose");
                });
            } catch (AssertionError e) {
                System.out.println("failed: " + e.getMessage());
            } catch (RuntimeException e) {
                System.out.println(e);
            }
        }
    }
}
