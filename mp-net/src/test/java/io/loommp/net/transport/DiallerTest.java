package io.loommp.net.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.kernel.Kernel;
import io.loommp.kernel.KernelConfig;
import io.loommp.kernel.WheelTimers;
import io.loommp.net.io.Loop;
import io.loommp.net.io.NioNetwork;
import io.loommp.net.seeds.SeedKeeper;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class DiallerTest {
    private static final String SEED = "seed.invalid:4040";

    @Test
    @SuppressWarnings("NullAway") // nothing comes as far as the lobby
    void aSeedIsDialledOn_thoughThereIsNoThreadToResolveItsName() throws Exception {
        Duration delay = Duration.ofMillis(20);
        Limits limits = new Limits(delay, delay, delay, delay, delay, 1024, 100, 1000, 1000, 10_000, 50, 256, 64, 100);
        try (WheelTimers timers = new WheelTimers("timers");
                Kernel kernel = Kernel.start(KernelConfig.of("me"))) {
            Semaphore attempts = new Semaphore(0);
            Executor resolvers = task -> {
                attempts.release();
                throw new OutOfMemoryError("unable to create native thread");
            };
            Loop home = new NioNetwork(Runnable::run, resolvers, Runnable::run, false)
                    .start("home", timers, () -> false, () -> {});
            SeedKeeper keeper = new SeedKeeper(List.of(SEED), delay, new Random(1), home.nanoTime());
            Map<String, InetSocketAddress> seeds =
                    Map.of(SEED, InetSocketAddress.createUnresolved("seed.invalid", 4040));
            Dialler dialler = new Dialler(kernel, home, null, limits, kernel.directory(), keeper, seeds);
            home.execute(dialler::start);

            assertThat(attempts.tryAcquire(3, 10, TimeUnit.SECONDS)).isTrue();

            home.execute(home::end);
            assertThat(home.awaitEnd(Duration.ofSeconds(10))).isTrue();
        }
    }
}
