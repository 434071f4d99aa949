package io.loommp.faults;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes in network namespaces, and what the network of the system can do to them. Only root can run it. */
@Tag("long")
class NamespacesTest {
    private static final Duration MONITOR_TIMEOUT =
            Duration.ofSeconds(5); // outages of 2 s make TCP stall for up to 3.3 s
    private static final Duration OUTAGE = Duration.ofSeconds(2);
    private static final Duration LOSSES = Duration.ofSeconds(5);
    private static final Duration MOMENT = Duration.ofMillis(300);

    @TempDir
    private Path directory;

    @FunctionalInterface
    private interface Act {
        void run() throws Exception;
    }

    @Test
    @Timeout(300)
    void aRealNetworkMisbehaves() throws Exception {
        Optional<String> missing = Namespaces.missing();
        assumeTrue(missing.isEmpty(), missing::orElseThrow);
        try (FaultsRun run = new FaultsRun("namespaces", directory, MONITOR_TIMEOUT);
                Namespaces network = new Namespaces();
                Member near = new Member(
                        run.setting(), "near", network.near(), List.of("far"), "binds=" + Namespaces.NEAR + ":0");
                Member far = new Member(
                        run.setting(),
                        "far",
                        network.far(),
                        List.of("near"),
                        "seeds=" + Namespaces.NEAR + ":" + near.port())) {
            Expectations expected = run.expectations();

            Member.awaitFlow(near, far);
            calm(run, near, far, "5 % are lost", LOSSES, network, () -> network.lose(5));
            calm(run, near, far, "the cable is pulled", OUTAGE, network, network::unplug);

            int fault = expected.fault("reset");
            long since = LineLog.micros();
            network.reset();
            Nemesis.pass(MOMENT);
            network.heal();
            expected.quick(fault, "far", "near", since);
            expected.silentThere(fault, "near", "far", since);
            Member.awaitFlow(near, far);

            silence(run, near, far, "partition", network, network::partition, (which, from) -> {
                expected.silent(which, "near", "far", from);
                expected.silent(which, "far", "near", from);
            });
            silence(
                    run,
                    near,
                    far,
                    "nothing arrives at the near end",
                    network,
                    network::partitionToNear,
                    (which, from) -> {
                        expected.silent(which, "near", "far", from);
                        expected.silentThere(which, "far", "near", from);
                    });
            silence(
                    run,
                    near,
                    far,
                    "nothing arrives at the far end",
                    network,
                    network::partitionToFar,
                    (which, from) -> {
                        expected.silent(which, "far", "near", from);
                        expected.silentThere(which, "near", "far", from);
                    });

            run.check(List.of(near, far));
        }
    }

    /** Who has to notice a fault that began at a time. */
    @FunctionalInterface
    private interface Noticed {
        void expect(int fault, long since);
    }

    /** Something that makes monitors fire, as one end or both hear nothing for too long. */
    private static void silence(
            FaultsRun run, Member near, Member far, String what, Namespaces network, Act act, Noticed noticed)
            throws Exception {
        int fault = run.expectations().fault(what);
        long since = LineLog.micros();
        act.run();
        Nemesis.pass(run.silence());
        network.heal();
        noticed.expect(fault, since);
        Member.awaitFlow(near, far);
    }

    /** Something that makes no monitor fire. */
    private static void calm(
            FaultsRun run, Member near, Member far, String what, Duration time, Namespaces network, Act act)
            throws Exception {
        int fault = run.expectations().fault(what);
        long since = LineLog.micros();
        act.run();
        Nemesis.pass(time);
        network.heal();
        Member.awaitFlow(near, far);
        run.expectations().calm(fault, "near", "far", since);
        run.expectations().calm(fault, "far", "near", since);
    }
}
