package io.loommp.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.Message;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.loom.ThreadPorts;
import io.loommp.testing.InPort;
import io.loommp.testing.Latches;
import io.loommp.testkit.FakeTimers;
import io.loommp.testkit.NodeSettings;
import io.loommp.testkit.TestNetwork;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.MDC;
import org.slf4j.helpers.BasicMDCAdapter;
import org.slf4j.spi.MDCAdapter;

/** The context of the log. The logger of tests keeps none, so for this one SLF4J's own does. */
@Timeout(60)
class LogContextTest {
    private final MDCAdapter before = MDC.getMDCAdapter();
    private final FakeTimers time = new FakeTimers();

    @AutoClose
    private final TestNetwork network = TestNetwork.on(time);

    private final Node other = network.start("other");
    private final BlockingQueue<Map<String, String>> seen = new LinkedBlockingQueue<>();

    private static void keepBy(MDCAdapter adapter) throws Exception {
        Method set = MDC.class.getDeclaredMethod("setMDCAdapter", MDCAdapter.class);
        set.setAccessible(true);
        set.invoke(null, adapter);
    }

    @BeforeEach
    void keep() throws Exception {
        keepBy(new BasicMDCAdapter());
    }

    @AfterEach
    void asBefore() throws Exception {
        keepBy(before);
    }

    private boolean look() {
        @Nullable Map<String, String> now = MDC.getCopyOfContextMap();
        return seen.add(now == null ? Map.of() : now);
    }

    private Map<String, String> next() {
        time.settle();
        return Latches.next(seen);
    }

    private static Map<String, String> here(PortId port) {
        return Map.of("port", port.toString(), "node", "here");
    }

    private static Map<String, String> of(PortId port) {
        return Map.of("port", port.toString(), "node", "here", "peer", "other");
    }

    @Test
    void switchedOn_codeOfPortsHasPortNodeAndPeer() {
        Node here = network.start("here", NodeSettings.usual().withMdc());
        Port callbacks = here.port(p -> p.onMessage(m -> look()));
        here.send(callbacks, 1);
        assertThat(next()).isEqualTo(here(callbacks.id()));
        other.send(callbacks, 2);
        assertThat(next()).isEqualTo(of(callbacks.id()));
        here.send(callbacks, 3);
        assertThat(next()).isEqualTo(here(callbacks.id()));

        Port thread = ThreadPorts.spawn(here, self -> {
            look();
            for (int i = 0; i < 3; i++) {
                self.receive(Message.class);
                look();
            }
            self.fork(this::look).join();
        });
        assertThat(next()).isEqualTo(here(thread.id()));
        here.send(thread, 1);
        assertThat(next()).isEqualTo(here(thread.id()));
        other.send(thread, 2);
        assertThat(next()).isEqualTo(of(thread.id()));
        here.send(thread, 3);
        assertThat(next()).isEqualTo(here(thread.id()));
        assertThat(next()).as("of the fork").isEqualTo(here(thread.id()));
        InPort.endOf(thread);
    }

    @Test
    void byDefaultItHasNone() {
        Node here = network.start("here");
        Port callbacks = here.port(p -> p.onMessage(m -> look()));
        other.send(callbacks, 1);
        assertThat(next()).isEmpty();
        Port thread = ThreadPorts.spawn(here, self -> {
            self.receive(Message.class);
            look();
        });
        other.send(thread, 1);
        assertThat(next()).isEmpty();
    }
}
