package io.loommp.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class NodeConfigTest {

    private static void assertRefused(Consumer<NodeConfig.Builder> change, String key, String value) {
        NodeConfig.Builder builder = NodeConfig.builder().secret(Secret.random());
        change.accept(builder);
        assertThatIllegalArgumentException()
                .isThrownBy(builder::build)
                .withMessageContaining(key)
                .withMessageContaining(value);
    }

    @Test
    void byDefaultNothingListensAndNothingIsDialled() {
        NodeConfig config = NodeConfig.builder().build();

        assertThat(config.binds()).isEmpty();
        assertThat(config.seeds()).isEmpty();
        assertThat(config.framings()).containsExactly("cbor", "json");
        assertThat(config.managementRemote()).isFalse();
        assertThat(config.mdc()).isFalse();
        assertThat(config.runNext()).isTrue();
        assertThat(config.busyPoll()).isTrue();
        assertThat(config.handshakeDeadline()).isEqualTo(Duration.ofSeconds(10));
        assertThat(config.packetBytesMax()).isEqualTo(16 << 20);
        assertThat(config.outboundBytesMax()).isLessThanOrEqualTo(64 << 20);
    }

    @Test
    void whatIsSetCounts_notTheDefault() {
        Secret secret = Secret.random();
        NodeConfig config = NodeConfig.builder()
                .nodeId("node")
                .secret(secret)
                .bind("127.0.0.1:4040")
                .framings(List.of("json"))
                .monitorTimeout(Duration.ofSeconds(7))
                .connectInterval(Duration.ofSeconds(3))
                .packetBytesMax(1 << 20)
                .relay(true)
                .globalOnRequest(false)
                .managementRemote(true)
                .mdc(true)
                .runNext(false)
                .busyPoll(false)
                .build();
        assertThat(config.nodeId()).isEqualTo("node");
        assertThat(config.secret()).isSameAs(secret);
        assertThat(config.binds()).containsExactly("127.0.0.1:4040");
        assertThat(config.framings()).containsExactly("json");
        assertThat(config.monitorTimeout()).isEqualTo(Duration.ofSeconds(7));
        assertThat(config.connectInterval()).isEqualTo(Duration.ofSeconds(3));
        assertThat(config.packetBytesMax()).isEqualTo(1 << 20);
        assertThat(config.relay()).isTrue();
        assertThat(config.globalOnRequest()).isFalse();
        assertThat(config.managementRemote()).isTrue();
        assertThat(config.mdc()).isTrue();
        assertThat(config.runNext()).isFalse();
        assertThat(config.busyPoll()).isFalse();
    }

    @Test
    void errorsNameTheKeyAndTheValue() {
        assertRefused(b -> b.nodeId("a b"), "nodeId", "a b");
        assertRefused(b -> b.nodeId(""), "nodeId", "empty");
        assertRefused(b -> b.nodeId("0"), "nodeId", "0");
        assertRefused(b -> b.bind("::1"), "binds", "::1");
        assertRefused(b -> b.bind("host:99999"), "binds", "host:99999");
        assertRefused(b -> b.bind("host:x"), "binds", "host:x");
        assertRefused(b -> b.seed("host"), "seeds", "host");
        assertRefused(b -> b.seed("*"), "seeds", "*:0");
        assertRefused(b -> b.packetBytesMax(1), "packetBytesMax", "1");
        assertRefused(b -> b.framings(List.of()), "framings", "[]");
        assertRefused(b -> b.framings(List.of("json", "storable")), "framings", "storable");
        assertRefused(b -> b.framings(List.of("json", "json")), "framings", "[json, json]");
        assertRefused(b -> b.handshakeDeadline(Duration.ZERO), "handshakeDeadline", "PT0S");
        assertRefused(b -> b.outboundHighWaterBytes(2000).outboundBytesMax(1000), "outboundBytesMax", "1000");
    }

    @Test
    void aNodeThatListensOrDialsNeedsASecret() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NodeConfig.builder().bind("127.0.0.1:4040").build())
                .withMessageContaining("secret");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NodeConfig.builder().seed("127.0.0.1:4040").build())
                .withMessageContaining("secret");
    }

    @Test
    void methodsNeedWhatTheyProve_andAreKnown() {
        assertRefused(b -> b.authAccept(List.of("md5")), "authAccept", "md5");
        assertRefused(b -> b.authAccept(List.of("hmac_sha3_512,storable")), "authAccept", "storable");
        assertRefused(b -> b.authAccept(List.of("tls_sha3_512")), "authAccept", "needs a cert");
        assertRefused(b -> b.authOffer(List.of("tls_anon")), "authOffer", "needs a cert");
        assertRefused(b -> b.authOffer(List.of("cleartext")), "authOffer", "cleartext");
        assertRefused(b -> b.tlsRequired(true), "tlsRequired", "cert");
        assertRefused(b -> b.tlsBindId(true), "tlsBindId", "cert");

        NodeConfig lenient = NodeConfig.builder()
                .secret(Secret.random())
                .authAccept(List.of("hmac_sha3_512,cleartext"))
                .build();
        assertThat(lenient.authAccept()).containsExactly("hmac_sha3_512", "cleartext");
        assertThat(lenient.tlsRequired()).isFalse();
    }

    @Test
    void addressesHaveTheUsualForms() {
        assertThat(HostPort.parse("binds", "127.0.0.1:4040")).isEqualTo(new HostPort("127.0.0.1", 4040));
        assertThat(HostPort.parse("binds", "[::1]:4040")).isEqualTo(new HostPort("::1", 4040));
        assertThat(HostPort.parse("binds", "[::1]")).isEqualTo(new HostPort("::1", 0));
        assertThat(HostPort.parse("binds", "host")).isEqualTo(new HostPort("host", 0));
        assertThat(HostPort.parse("binds", "host:*")).isEqualTo(new HostPort("host", 0));
        assertThat(HostPort.parse("binds", "*:4040")).isEqualTo(new HostPort("*", 4040));
        assertThat(HostPort.parse("binds", "*")).isEqualTo(new HostPort("*", 0));
        assertThat(HostPort.parse("binds", "4040")).isEqualTo(new HostPort("", 4040));
        assertThat(HostPort.parse("binds", "")).isEqualTo(new HostPort("", 0));
    }

    @Test
    void listsMayBeWrittenWithCommas() {
        NodeConfig config = NodeConfig.builder()
                .secret(Secret.random())
                .seeds(List.of("a:1,b:2", "c:3"))
                .build();

        assertThat(config.seeds()).containsExactly("a:1", "b:2", "c:3");
    }

    @Test
    void nodeIdsAreExpanded() {
        Random random = new Random(1);

        assertThat(NodeIds.expand("eg_receiver/%u", "host", random)).matches("eg_receiver/[0-9A-Za-z]{10}");
        assertThat(NodeIds.expand("%n/", "host", random)).matches("host/[0-9A-Za-z]{10}");
        assertThat(NodeIds.expand("seed", "host", random)).isEqualTo("seed");
        assertThat(NodeIds.expand("a/", "host", random)).isNotEqualTo(NodeIds.expand("a/", "host", random));
    }
}
