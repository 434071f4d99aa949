package io.loommp.net.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.Message;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.kernel.Kernel;
import io.loommp.net.Credentials;
import io.loommp.net.NodeConfig;
import io.loommp.net.Nodes;
import io.loommp.testing.Certificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Security test T15: openssl at the other end, which is what nodes of AnyEvent::MP have. */
@Timeout(60)
class OpenSslTest {
    private static final PortId PORT_THERE = new PortId("openssl", "port");

    @TempDir
    private Path directory;

    private final BlockingQueue<Message> seen = new LinkedBlockingQueue<>();
    private final Node server = Nodes.start(NodeConfig.builder()
            .nodeId("server")
            .cert(Credentials.ofPem(Certificates.shared()))
            .bind("127.0.0.1:0")
            .build());
    private final Port port = server.port(p -> p.onMessage(seen::add));

    @BeforeEach
    void needsOpenSsl() {
        OpenSsl.assumeInstalled();
    }

    @AfterEach
    void close() {
        server.close();
    }

    private String address() {
        return server.addresses().get(0);
    }

    private String[] showing(String pem, String... more) throws IOException {
        Path file = directory.resolve("shown.pem");
        Files.writeString(file, pem);
        Path trusted = directory.resolve("trusted.pem");
        Files.writeString(trusted, Certificates.shared());
        List<String> all = new ArrayList<>(List.of(
                "-cert",
                file.toString(),
                "-key",
                file.toString(),
                "-CAfile",
                trusted.toString(),
                "-verify_return_error"));
        all.addAll(Arrays.asList(more));
        return all.toArray(String[]::new);
    }

    private void assertTalks(OpenSsl openSsl) throws Exception {
        openSsl.prove();
        openSsl.say("[\"" + port.id().name() + "\",\"from openssl\"]\n");
        assertThat(seen.poll(10, TimeUnit.SECONDS)).isEqualTo(Message.of("from openssl"));
        server.send(PORT_THERE, "to openssl");
        openSsl.await("[\"port\",\"to openssl");
    }

    private void assertIsRefused(OpenSsl openSsl) throws InterruptedException {
        openSsl.awaitEnd();
        assertThat(openSsl.said()).doesNotContain("sha3_512");
        assertThat(Kernel.of(server).isLinked("openssl")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_3", "-tls1_2"})
    void asClientWithTheRightCertificate_itIsConnected(String version) throws Exception {
        try (OpenSsl client = OpenSsl.client(address(), showing(Certificates.shared(), version))) {
            assertTalks(client);
            assertThat(client.said()).contains("Verify return code: 0");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_3", "-tls1_2"})
    void asServerWithTheRightCertificate_itIsConnected(String version) throws Exception {
        try (OpenSsl listening = OpenSsl.server(address(), showing(Certificates.shared(), "-Verify", "2", version))) {
            assertTalks(listening);
        }
    }

    @Test
    void keysMayChange() throws Exception {
        try (OpenSsl client = OpenSsl.client(address(), showing(Certificates.shared(), "-tls1_3"))) {
            assertTalks(client);
            client.say("K\n"); // new keys, and the other side's as well
            client.await("KEYUPDATE");
            client.say("[\"" + port.id().name() + "\",\"again\"]\n");
            assertThat(seen.poll(10, TimeUnit.SECONDS)).isEqualTo(Message.of("again"));
            server.send(PORT_THERE, "answer");
            client.await("[\"port\",\"answer");
        }
    }

    @Test
    void withoutACertificate_itIsRefused() throws Exception {
        for (String version : List.of("-tls1_3", "-tls1_2")) {
            try (OpenSsl client = OpenSsl.client(address(), version)) {
                assertIsRefused(client);
            }
        }
    }

    @Test
    void withAnotherCertificate_itIsRefused() throws Exception {
        for (String version : List.of("-tls1_3", "-tls1_2")) {
            try (OpenSsl client = OpenSsl.client(address(), showing(Certificates.other(), version))) {
                assertIsRefused(client);
            }
        }
    }

    @Test
    void withAnExpiredCertificate_itIsRefused() throws Exception {
        try (Node expired = Nodes.start(NodeConfig.builder()
                        .nodeId("expired")
                        .cert(Credentials.ofPem(Certificates.expired()))
                        .bind("127.0.0.1:0")
                        .build());
                OpenSsl client = OpenSsl.client(
                        expired.addresses().get(0),
                        "-cert",
                        file(Certificates.expired()),
                        "-key",
                        file(Certificates.expired()))) {
            assertIsRefused(client);
            assertThat(Kernel.of(expired).isLinked("openssl")).isFalse();
        }
    }

    private String file(String pem) throws IOException {
        Path file = directory.resolve("expired.pem");
        Files.writeString(file, pem);
        return file.toString();
    }

    @Test
    void olderVersionsOfTlsAndWeakCiphers_areRefused() throws Exception {
        try (OpenSsl client =
                OpenSsl.client(address(), showing(Certificates.shared(), "-tls1_1", "-cipher", "ALL:@SECLEVEL=0"))) {
            assertIsRefused(client);
        }
        for (String cipher : List.of("ECDHE-ECDSA-AES128-SHA", "eNULL", "aNULL")) {
            try (OpenSsl client = OpenSsl.client(
                    address(), showing(Certificates.shared(), "-tls1_2", "-cipher", cipher + ":@SECLEVEL=0"))) {
                assertIsRefused(client);
            }
        }
    }

    @Test
    void aPeerThatNegotiatesAnew_isLost() throws Exception {
        try (OpenSsl client = OpenSsl.client(address(), showing(Certificates.shared(), "-tls1_2"))) {
            assertTalks(client);
            client.say("R\n");
            client.awaitEnd();
            assertThat(client.said()).contains("RENEGOTIATING");
        }
    }
}
