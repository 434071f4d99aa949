package io.loommp.faults;

import io.loommp.faults.Nemesis.Fault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nodes as processes, which are killed, stopped and cut off from each other while they send and watch; a script that knows
 * nothing of them checks what they logged (G1 to G5, G7, G8). {@code -Dloommp.faults.seed=N} repeats a run's faults.
 */
class RealFaultsTest {
    private static final Duration MONITOR_TIMEOUT = Duration.ofSeconds(2);
    private static final List<Fault> KINDS = List.of(Fault.values());
    private static final int LEAVES = 3;
    private static final int ROUNDS = 10;
    private static final int FAULTS_A_ROUND = 3;

    @TempDir
    private Path directory;

    @FunctionalInterface
    private interface Plan {
        void inflict(Nemesis nemesis, Random random) throws Exception;
    }

    @Test
    @Timeout(120)
    void someFaults() throws Exception {
        run((nemesis, random) -> {
            nemesis.round(
                    List.of(
                            List.of(Fault.KILL, Fault.SPLIT),
                            List.of(Fault.SILENCE_TO_HUB),
                            List.of(Fault.RESET, Fault.STOP_BRIEFLY, Fault.DELAY)),
                    random.nextLong());
            nemesis.killHub();
        });
    }

    @Test
    @Tag("long")
    @Timeout(600)
    void aHundredFaults() throws Exception {
        run((nemesis, random) -> {
            for (int round = 0; round < ROUNDS; round++) {
                List<List<Fault>> perLeaf = new ArrayList<>();
                for (int leaf = 0; leaf < LEAVES; leaf++) {
                    List<Fault> faults = new ArrayList<>();
                    for (int i = 0; i < FAULTS_A_ROUND; i++) {
                        faults.add(KINDS.get(random.nextInt(KINDS.size())));
                    }
                    perLeaf.add(faults);
                }
                nemesis.round(perLeaf, random.nextLong());
                nemesis.killHub();
            }
        });
    }

    private void run(Plan plan) throws Exception {
        try (FaultsRun run = new FaultsRun("real faults", directory, MONITOR_TIMEOUT);
                Star star = new Star(run.setting(), LEAVES)) {
            star.awaitFlow();
            plan.inflict(
                    new Nemesis(star, run.expectations(), run.silence()),
                    new Random(run.setting().seed()));
            run.check(star.members());
        }
    }
}
