package io.loommp.loom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.PortKilled;
import io.loommp.local.LocalNodes;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Code of a plain thread that runs in a port, and what comes back of it. */
@Timeout(30)
class CallTest {
    @AutoClose
    private final Node node = LocalNodes.start("call");

    @Test
    void call_returnsWhatTheCodeReturns_whichMaySendAndReceive() throws Exception {
        Port echo = node.port(p -> p.onMessage(m -> p.send(m.port(0), m.value(1))));

        Message answer = ThreadPorts.call(node, self -> {
            self.send(echo, self, "hello");
            return self.get();
        });

        assertThat(answer).isEqualTo(Message.of("hello"));
    }

    @Test
    void call_throwsWhatTheCodeThrows() {
        assertThatThrownBy(() -> ThreadPorts.call(node, self -> {
                    throw new IOException("disk");
                }))
                .isInstanceOf(IOException.class)
                .hasMessage("disk");
        assertThatThrownBy(() -> ThreadPorts.call(node, self -> {
                    throw new StackOverflowError("deep");
                }))
                .isInstanceOf(StackOverflowError.class);
    }

    @Test
    void call_whosePortIsKilled_throwsPortKilled() {
        assertThatThrownBy(() -> ThreadPorts.call(node, self -> {
                    self.kill(self);
                    return self.get();
                }))
                .isInstanceOf(PortKilled.class);
    }

    @Test
    void call_whosePortIsKilledByAnother_throwsPortKilled_whateverItsCodeMakesOfThat() {
        assertThatThrownBy(() -> ThreadPorts.call(node, self -> {
                    killSoon(self.id());
                    return new CountDownLatch(1).await(1, TimeUnit.MINUTES); // which is interrupted
                }))
                .isInstanceOf(PortKilled.class);
        assertThatThrownBy(() -> ThreadPorts.call(node, self -> {
                    killSoon(self.id());
                    try {
                        return new CountDownLatch(1).await(1, TimeUnit.MINUTES);
                    } catch (InterruptedException e) {
                        return "half a result";
                    }
                }))
                .isInstanceOf(PortKilled.class);
    }

    private void killSoon(PortId port) {
        Thread.startVirtualThread(() -> node.kill(port, KillReason.of("enough")));
    }

    @Test
    void call_whoseThreadIsInterrupted_killsThePort() throws Exception {
        CountDownLatch waits = new CountDownLatch(1);
        CompletableFuture<Throwable> ofTheCode = new CompletableFuture<>();
        CompletableFuture<Throwable> ofTheCall = new CompletableFuture<>();
        Thread caller = Thread.ofVirtual().start(() -> {
            try {
                ThreadPorts.call(node, self -> {
                    waits.countDown();
                    try {
                        return self.get();
                    } catch (PortKilled e) {
                        ofTheCode.complete(e);
                        throw e;
                    }
                });
            } catch (Throwable t) {
                ofTheCall.complete(t);
            }
        });
        assertThat(waits.await(10, TimeUnit.SECONDS)).isTrue();

        caller.interrupt();

        assertThat(ofTheCall.get(10, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
        assertThat(ofTheCode.get(10, TimeUnit.SECONDS)).isInstanceOf(PortKilled.class);
    }
}
