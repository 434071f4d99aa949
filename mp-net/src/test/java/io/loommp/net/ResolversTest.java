package io.loommp.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.kernel.WheelTimers;
import io.loommp.net.io.Loop;
import io.loommp.net.io.NioNetwork;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which threads look for the addresses of which hosts; here those threads look for nothing. */
@Timeout(30)
class ResolversTest {
    private final BlockingQueue<String> asked = new LinkedBlockingQueue<>();
    private final WheelTimers timers = new WheelTimers("timers");
    private Loop loop;

    @BeforeEach
    void start() throws Exception {
        loop = new NioNetwork(task -> asked.add("of others"), task -> asked.add("own"), Runnable::run, false)
                .start("loop", timers, () -> false, () -> {});
    }

    @AfterEach
    void end() {
        loop.execute(loop::end);
        timers.close();
    }

    private String resolve(Consumer<Loop> how) throws InterruptedException {
        loop.execute(() -> how.accept(loop));
        return asked.poll(20, TimeUnit.SECONDS);
    }

    private String resolve(String host) throws InterruptedException {
        return resolve(l -> l.resolve(
                host, found -> asked.add(found.getFirst().getHostAddress()), failure -> asked.add("refused")));
    }

    @Test
    void whatTheOwnerNamesHasThreadsOfItsOwn() throws Exception {
        assertThat(resolve(l -> l.resolveConfigured("seed.invalid", found -> {}, failure -> {})))
                .isEqualTo("own");
        assertThat(resolve("other.invalid")).isEqualTo("of others");
    }

    @Test
    void addressesNeedNone_butWhatOnlyLooksLikeOneDoes() throws Exception {
        assertThat(resolve("127.0.0.1")).isEqualTo("127.0.0.1");
        assertThat(resolve("::1")).isEqualTo("0:0:0:0:0:0:0:1");
        assertThat(resolve("fe80:x")).isEqualTo("refused");
        for (String name : List.of("x:1", "1.2.3", "256.1.1.1", "cafe", ":x")) {
            assertThat(resolve(name)).as(name).isEqualTo("of others");
        }
    }
}
