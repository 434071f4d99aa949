package io.loommp.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.cli.Program;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** What runs with real faults have in common: a seed, which is printed, and the script that checks the logs in the end. */
final class FaultsRun implements AutoCloseable {
    private static final Duration CHECK_LIMIT = Duration.ofSeconds(60);
    private static final Duration QUICK = Duration.ofMillis(500); // G8
    private static final Duration BESIDE_TIMEOUT = Duration.ofSeconds(1); // G8
    private static final long SEEDS = 1_000_000;

    private final String title;
    private final Path directory;
    private final Expectations expectations;
    private final Member.Setting setting;
    private final long begun = System.nanoTime();

    /** Begins one; {@code -Dloommp.faults.seed=N} repeats the faults of another. */
    FaultsRun(String title, Path directory, Duration monitorTimeout) throws Exception {
        this.title = title;
        this.directory = directory;
        this.expectations = new Expectations(directory, QUICK, monitorTimeout.plus(BESIDE_TIMEOUT));
        long seed = Long.getLong("loommp.faults.seed", Math.floorMod(System.nanoTime(), SEEDS));
        this.setting = new Member.Setting(directory, seed, monitorTimeout, expectations);
        System.out.println(title + ": -Dloommp.faults.seed=" + seed);
    }

    Member.Setting setting() {
        return setting;
    }

    Expectations expectations() {
        return expectations;
    }

    /** A silence that has to be noticed lasts so long. */
    Duration silence() {
        return setting.timeout().plus(BESIDE_TIMEOUT.multipliedBy(2));
    }

    /** Lets the nodes come to their end, and has their logs checked. */
    void check(List<Member> members) throws Exception {
        Member.finish(members);
        try (Program script = Program.script(CheckLogsTest.script(), directory.toString())) {
            int code = script.awaitEnd(CHECK_LIMIT);
            System.out.printf(
                    "%s: seed %d, %d faults in %d s, the machine stood still for %d ms at most: %s%n",
                    title,
                    setting.seed(),
                    expectations.faults(),
                    Duration.ofNanos(System.nanoTime() - begun).toSeconds(),
                    expectations.worstStallMillis(),
                    script.lines().getLast());
            assertThat(code).as(script::output).isZero();
        }
    }

    @Override
    public void close() {
        expectations.close();
    }
}
