package io.loommp.net.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.loommp.net.handshake.Authenticator;
import io.loommp.net.handshake.Handshake;
import io.loommp.net.handshake.LocalNode;
import io.loommp.net.wire.ProtocolException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Whatever a stranger says without the secret: nothing but a {@link ProtocolException}, and the handshake is never through. */
class HandshakeFuzz {
    private static final LocalNode LOCAL = new LocalNode(
            "node",
            "LoomMP-test",
            List.of("cbor", "json"),
            new Authenticator("nobody knows this".getBytes(StandardCharsets.US_ASCII)));
    private static final String NONCE = "a nonce that is never the same";
    private static final int SAID_BYTES_MAX = 1024;

    @FuzzTest(maxDuration = "10m")
    void lines(byte[] octets) {
        Handshake handshake = new Handshake(LOCAL, "127.0.0.1:1", NONCE, node -> node.startsWith("up"));
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        try {
            assertThat(handshake.receive(ByteBuffer.wrap(octets), said::writeBytes))
                    .isFalse();
        } catch (ProtocolException e) {
            assertThat(e.getMessage()).hasSizeLessThan(200);
        }
        assertThat(said.size()).isLessThan(SAID_BYTES_MAX);
    }
}
