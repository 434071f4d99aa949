package io.loommp.net.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.kernel.Kernel;
import io.loommp.net.Credentials;
import io.loommp.net.NodeConfig;
import io.loommp.net.Nodes;
import io.loommp.net.Secret;
import io.loommp.testing.Certificates;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Security test T5: somebody on the way changes one octet of what a node says after the handshake. */
@Timeout(60)
class FlippedOctetTest {
    private final BlockingQueue<Message> seen = new LinkedBlockingQueue<>();
    private final BlockingQueue<KillReason> reasons = new LinkedBlockingQueue<>();

    /** Carries octets between one client and a server, and changes the last digit of a piece when told so. */
    private static final class Meddler implements AutoCloseable {
        private final ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        private final AtomicBoolean meddles = new AtomicBoolean();
        private final int target;

        Meddler(String address) throws IOException {
            target = Integer.parseInt(address.substring(address.indexOf(':') + 1));
            Thread.ofPlatform().daemon().start(this::serve);
        }

        String address() {
            return "127.0.0.1:" + listener.getLocalPort();
        }

        void meddle() {
            meddles.set(true);
        }

        private void serve() {
            try (Socket client = listener.accept();
                    Socket server = new Socket(InetAddress.getLoopbackAddress(), target)) {
                Thread back = Thread.ofPlatform().daemon().start(() -> pass(server, client, new AtomicBoolean()));
                pass(client, server, meddles);
                back.join();
            } catch (IOException | InterruptedException e) {
                meddles.set(false); // closed: nothing is carried any more
            }
        }

        private static void pass(Socket from, Socket to, AtomicBoolean meddles) {
            byte[] buffer = new byte[64 * 1024];
            try (InputStream in = from.getInputStream();
                    OutputStream out = to.getOutputStream()) {
                for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                    if (meddles.get()) {
                        change(buffer, count);
                    }
                    out.write(buffer, 0, count);
                }
            } catch (IOException e) {
                meddles.set(false); // one of the two is gone
            }
        }

        /** In clear the last digit of a packet, which is followed by a quote and a bracket. */
        private static void change(byte[] octets, int count) {
            octets[count - 3] ^= 1;
        }

        @Override
        public void close() throws IOException {
            listener.close();
        }
    }

    /** What happens when `["port","amount 0"]` is sent through the meddler. */
    private void send(UnaryOperator<NodeConfig.Builder> change) throws Exception {
        try (Node server = start(change, NodeConfig.builder().nodeId("server").bind("127.0.0.1:0"))) {
            Port port = server.port(p -> p.onMessage(seen::add));
            try (Meddler meddler = new Meddler(server.addresses().get(0));
                    Node client = start(
                            change,
                            NodeConfig.builder()
                                    .nodeId("client")
                                    .framings(List.of("json"))
                                    .seed(meddler.address())
                                    .monitorTimeout(Duration.ofMinutes(10)))) {
                await().until(() -> Kernel.of(server).isLinked("client")
                        && Kernel.of(client).isLinked("server"));
                server.onEnd(new PortId("client", ""), reasons::add);
                client.send(port, "before");
                assertThat(seen.poll(10, TimeUnit.SECONDS)).isEqualTo(Message.of("before"));
                meddler.meddle();
                client.send(port, "amount 0");
                await().until(() -> !seen.isEmpty() || !reasons.isEmpty());
            }
        }
    }

    private static Node start(UnaryOperator<NodeConfig.Builder> change, NodeConfig.Builder builder) {
        return Nodes.start(change.apply(builder).build());
    }

    @Test
    void withoutTlsTheMessageArrivesChanged() throws Exception {
        send(builder -> builder.secret(Secret.of("the nodes of this test know this")));

        assertThat(seen.poll()).isEqualTo(Message.of("amount 1"));
    }

    @Test
    void withTlsNothingArrives_theConnectionCloses_andMonitorsFire() throws Exception {
        send(builder -> builder.cert(Credentials.ofPem(Certificates.shared())));

        assertThat(seen).isEmpty();
        assertThat(reasons.poll()).isInstanceOf(KillReason.TransportError.class);
    }
}
