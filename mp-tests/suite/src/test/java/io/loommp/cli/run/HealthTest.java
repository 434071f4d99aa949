package io.loommp.cli.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.loommp.Node;
import io.loommp.cli.Program;
import io.loommp.net.NodeConfig;
import io.loommp.net.Nodes;
import io.loommp.net.Secret;
import io.loommp.testing.FreePort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a node says of itself by HTTP. */
@Timeout(120)
class HealthTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @AutoClose
    private final HttpClient client = HttpClient.newHttpClient();

    private final Secret secret = Secret.random();

    private String answer(String method, String uri) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(uri))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .timeout(LIMIT)
                .build();
        HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
        return (response.statusCode() + " " + response.body()).strip();
    }

    private String get(Health health, String path) throws Exception {
        return answer("GET", "http://127.0.0.1:" + health.address().getPort() + path);
    }

    private static Health serve(Node node, boolean hasSeeds) throws IOException {
        return Health.serve(node, hasSeeds, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    @Test
    void withoutSeedsItIsReadyAtOnce_untilItIsDrainedOrClosed() throws Exception {
        Node node = Nodes.start(NodeConfig.builder().nodeId("alone").build());
        try (Health health = serve(node, false)) {
            assertThat(get(health, "/healthz")).isEqualTo("200 ok");
            assertThat(get(health, "/readyz")).isEqualTo("200 ok");
            health.draining();
            assertThat(get(health, "/healthz")).isEqualTo("200 ok");
            assertThat(get(health, "/readyz")).isEqualTo("503 the node is being taken out of service");
            node.close();
            assertThat(get(health, "/healthz")).isEqualTo("503 the node is closed");
            assertThat(get(health, "/readyz")).isEqualTo("503 the node is closed");
        }
    }

    @Test
    void withSeedsItIsReadyWhenOneIsConnected_andNoLongerWhenThatIsGone() throws Exception {
        String address = FreePort.address();
        NodeConfig config =
                NodeConfig.builder().nodeId("node").secret(secret).seed(address).build();
        try (Node node = Nodes.start(config);
                Health health = serve(node, true)) {
            assertThat(get(health, "/healthz")).isEqualTo("200 ok");
            assertThat(get(health, "/readyz")).isEqualTo("503 no seed is connected");
            NodeConfig seedConfig = NodeConfig.builder()
                    .nodeId("seed")
                    .secret(secret)
                    .bind(address)
                    .build();
            try (Node seed = Nodes.start(seedConfig)) {
                assertThat(seed.addresses()).containsExactly(address);
                await().atMost(LIMIT).until(() -> get(health, "/readyz").equals("200 ok"));
            }
            await().atMost(LIMIT).until(() -> get(health, "/readyz").equals("503 no seed is connected"));
        }
    }

    @Test
    void itAnswersNothingElse() throws Exception {
        try (Node node = Nodes.start(NodeConfig.builder().nodeId("alone").build());
                Health health = serve(node, false)) {
            assertThat(get(health, "/")).startsWith("404");
            String ready = "http://127.0.0.1:" + health.address().getPort() + "/readyz";
            assertThat(answer("HEAD", ready)).isEqualTo("200");
            assertThat(answer("POST", ready)).isEqualTo("405");
        }
    }

    @Test
    void runServesItOnLoopback(@TempDir Path directory) throws Exception {
        String address = FreePort.address();
        String port = address.substring(address.indexOf(':') + 1);
        Hub hub = Hub.in(directory);
        try (Program node = hub.run("--health", port)) {
            assertThat(node.awaitLine("health: "))
                    .isEqualTo("health: http://%1$s/healthz, http://%1$s/readyz".formatted(address));
            await().atMost(LIMIT)
                    .until(() -> answer("GET", "http://" + address + "/readyz").equals("200 ok"));
        }
    }
}
