package io.loommp.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.Port;
import io.loommp.PortId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Connections that come up because somebody wants one: part 8.2 of the protocol. */
@Timeout(60)
class OnDemandTest {
    private final Secret secret = Secret.random();
    private final DirectNode client = new DirectNode("client", secret, Duration.ofSeconds(20), List.of());
    private final DirectNode server = new DirectNode("server", secret, Duration.ofSeconds(20), List.of());
    private final BlockingQueue<Message> received = new LinkedBlockingQueue<>();
    private final BlockingQueue<KillReason> told = new LinkedBlockingQueue<>();
    private final Port port = server.kernel.port(p -> p.onMessage(received::add));

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    private static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
        T next = queue.poll(30, TimeUnit.SECONDS);
        assertThat(next).isNotNull();
        return next;
    }

    private static KillReason lost(String text) {
        return new KillReason.TransportError("server", text);
    }

    private static String refusing() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return "127.0.0.1:" + socket.getLocalPort();
        }
    }

    @Test
    void aSendConnects_andSoDoesAMonitorOnTheNode() throws Exception {
        client.directory.put("server", List.of(server.listen()));
        client.kernel.onEnd(new PortId("server", ""), told::add);
        await().until(() -> client.kernel.isUp("server"));
        client.kernel.send(port, "hello");
        assertThat(next(received)).isEqualTo(Message.of("hello"));
        server.close();
        assertThat(next(told)).isEqualTo(lost("Unexpected end-of-file"));
    }

    @Test
    void whatIsSentBeforeTheConnectionIsUpArrivesInOrder() throws Exception {
        client.directory.put("server", List.of(server.listen()));
        for (int i = 0; i < 100; i++) {
            client.kernel.send(port, "n", i);
        }
        for (int i = 0; i < 100; i++) {
            assertThat(next(received)).isEqualTo(Message.of("n", i));
        }
    }

    @Test
    void whatCannotBeWrittenIsTheSendersError_beforeThereIsAConnection() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> client.kernel.send(port, "half of a pair", "\ud800"))
                .withMessage("element 1 has half of a surrogate pair, which is no text");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> client.kernel.send(port, "x".repeat(17 << 20)))
                .withMessageStartingWith("the message is longer than a packet may be");
    }

    @Test
    void anUnknownNodeIsToldAtOnce() throws Exception {
        client.kernel.onEnd(port, told::add);
        assertThat(next(told)).isEqualTo(lost("no known address"));
        client.directory.put("server", List.of("no address", "*:4040", "127.0.0.1:0", "host:99999", ":1"));
        client.kernel.onEnd(port, told::add);
        assertThat(next(told)).isEqualTo(lost("no known address"));
    }

    @Test
    void whenAllAddressesAreRefusedTheAttemptEndsEarly() throws Exception {
        client.directory.put("server", List.of(refusing(), refusing()));
        client.kernel.onEnd(port, told::add);
        assertThat(next(told)).isEqualTo(lost("Connection refused"));
    }

    @Test
    void whoCouldNotBeReachedIsNotDialledAnewAtEachSend() throws Exception {
        try (ServerSocket deaf = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            AtomicInteger dialled = new AtomicInteger();
            Thread.ofPlatform().daemon().start(() -> {
                try {
                    while (true) {
                        Socket connection = deaf.accept();
                        dialled.incrementAndGet(); // before the other side can see anything
                        connection.close();
                    }
                } catch (IOException e) {
                    // closed at the end of the test
                }
            });
            client.directory.put("server", List.of("127.0.0.1:" + deaf.getLocalPort()));
            client.kernel.onEnd(port, told::add);
            client.kernel.send(port, "lost");
            assertThat(next(told)).isInstanceOf(KillReason.TransportError.class);
            assertThat(dialled).hasValue(1);

            long failed = System.nanoTime();
            int ends = 0;
            while (dialled.get() < 2) {
                client.kernel.onEnd(port, told::add);
                client.kernel.send(port, "lost as well");
                assertThat(next(told)).isInstanceOf(KillReason.TransportError.class);
                ends++;
            }
            // what is sent while an end is told may still belong to that end, and whoever tells it may be held up; if
            // all that
            // is sent in the pause failed at once, there would be thousands
            assertThat(ends).isBetween(1, 200);
            assertThat(dialled).hasValue(2);
            assertThat(System.nanoTime() - failed)
                    .isGreaterThan(Duration.ofMillis(300).toNanos());
        }
    }

    @Test
    void anAddressThatIsRefusedMakesRoomForTheNextAtOnce() throws Exception {
        client.directory.put("server", List.of(refusing(), server.listen()));
        client.kernel.send(port, "hello");
        assertThat(next(received)).isEqualTo(Message.of("hello"));
    }

    @Test
    void besideAnAddressThatIsSilentTheNextIsTriedAfterAnInterval() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            client.directory.put("server", List.of("127.0.0.1:" + silent.getLocalPort(), server.listen()));
            client.kernel.send(port, "hello");
            assertThat(next(received)).isEqualTo(Message.of("hello"));
        }
    }

    @Test
    void whereNobodyAnswersTheAttemptHasAnEnd() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                DirectNode hasty = new DirectNode("hasty", secret, Duration.ofMillis(300), List.of())) {
            hasty.directory.put("server", List.of("127.0.0.1:" + silent.getLocalPort()));
            hasty.kernel.onEnd(port, told::add);
            assertThat(next(told)).isEqualTo(lost("connect timeout"));
        }
    }

    @Test
    void whereAnotherNodeAnswersNothingIsConnected() throws Exception {
        try (DirectNode other = new DirectNode("other", secret, Duration.ofSeconds(20), List.of())) {
            client.directory.put("server", List.of(other.listen()));
            client.kernel.onEnd(port, told::add);
            assertThat(next(told))
                    .isEqualTo(lost("another node: another node answers at the address of the one that is wanted"));
            assertThat(client.kernel.isUp("other")).isFalse();

            client.directory.put("server", List.of(other.transport.addresses().get(0), server.listen()));
            await().until(
                            () -> { // what is sent while the loss is being told is lost
                                client.kernel.send(port, "hello");
                                return received.poll(1, TimeUnit.SECONDS) != null;
                            });
            assertThat(client.kernel.upNodes()).containsExactly("server");
        }
    }

    @Test
    void aNameIsResolved() throws Exception {
        String address = server.listen();
        client.directory.put("server", List.of("localhost" + address.substring(address.lastIndexOf(':'))));
        client.kernel.send(port, "hello");
        assertThat(next(received)).isEqualTo(Message.of("hello"));
    }

    @Test
    void bothMayConnectAtOnce_again_andAgain() throws Exception {
        server.directory.put("client", List.of(client.listen()));
        client.directory.put("server", List.of(server.listen()));
        Port here = client.kernel.port(p -> p.onMessage(received::add));
        for (int i = 0; i < 20; i++) {
            client.kernel.send(port, "there", i);
            server.kernel.send(here, "back", i);
            assertThat(List.of(next(received), next(received)))
                    .containsExactlyInAnyOrder(Message.of("there", i), Message.of("back", i));
        }
        assertThat(client.kernel.upNodes()).containsExactly("server");
    }
}
