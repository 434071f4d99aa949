package io.loommp.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.loommp.Node;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Where a node tells others that it listens. */
@Timeout(60)
class PublishedTest {

    @Test
    void itIsWhereItListens() throws Exception {
        assertThat(Published.of(List.of(), List.of("10.0.0.1:4040", "[fd00::1]:4041")))
                .containsExactly("10.0.0.1:4040", "[fd00::1]:4041");
        assertThat(Published.of(List.of(), List.of())).isEmpty();
    }

    @Test
    void anAddressThatMeansEverywhereIsNeverTold_butThoseOfTheInterfacesAre() throws Exception {
        List<String> four = ThisHost.everywhere().stream()
                .filter(address -> !(address instanceof Inet6Address))
                .map(address -> address.getHostAddress() + ":4040")
                .toList();
        assertThat(Published.of(List.of(), List.of("0.0.0.0:4040"))).isEqualTo(four);
        assertThat(Published.of(List.of(), List.of("[0:0:0:0:0:0:0:0]:4040")))
                .allMatch(address -> address.startsWith("["))
                .noneMatch(address -> address.contains("[0:0:0:0:0:0:0:0]"));
    }

    @Test
    void whatIsConfiguredTakesItsPlace_withThePortWhereItListensIfItNamesNone() throws Exception {
        assertThat(Published.of(
                        List.of("gate.example:7000", "gate.example", "[fd00::2]"),
                        List.of("10.0.0.1:4040", "10.0.0.2:4040")))
                .containsExactly("gate.example:7000", "gate.example:4040", "[fd00::2]:4040");
        assertThat(Published.of(List.of("gate.example"), List.of())).isEmpty();
    }

    @Test
    void everywhereCannotBeConfigured() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NodeConfig.builder().publish("*:4040").build())
                .withMessageContaining("publish")
                .withMessageContaining("*:4040");
        assertThat(NodeConfig.builder()
                        .publish(List.of("a:1,b:2"))
                        .publish("c:3")
                        .build()
                        .publish())
                .containsExactly("a:1", "b:2", "c:3");
    }

    @Test
    void aNodeListensAtSeveralAddresses_alsoOfIPv6() throws Exception {
        try (Network network = new Network()) {
            boolean six = hasIPv6();
            List<String> binds = List.of(six ? "127.0.0.1:0,[::1]:*" : "127.0.0.1:0");
            Network.Listening server = network.listen("server", b -> b.binds(binds));
            List<String> addresses = server.node().addresses();
            assertThat(addresses).hasSize(six ? 2 : 1);
            for (String address : addresses) {
                try (Node client = network.dial("client", address)) {
                    Network.awaitLink(client, "server");
                }
                Network.awaitNoLink(server.node(), "client");
            }
        }
    }

    private static boolean hasIPv6() throws Exception {
        InetAddress loopback = InetAddress.getAllByName("::1")[0];
        try (ServerSocket socket = new ServerSocket(0, 1, loopback)) {
            return socket.getLocalPort() > 0;
        } catch (IOException e) {
            return false;
        }
    }
}
