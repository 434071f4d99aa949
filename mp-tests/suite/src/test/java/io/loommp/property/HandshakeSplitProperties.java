package io.loommp.property;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.net.handshake.Authenticator;
import io.loommp.net.handshake.Handshake;
import io.loommp.net.handshake.LocalNode;
import io.loommp.net.wire.ProtocolException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Two sides of the handshake, whose octets arrive in any pieces, with packets right behind. */
class HandshakeSplitProperties {
    private static final byte[] BEHIND = "[\"\",\"behind\"]".getBytes(StandardCharsets.US_ASCII);

    @Property(tries = 300)
    void anySplit_bothGetReady_andWhatComesBehindIsLeft(@ForAll("cuts") List<Integer> cuts) {
        Side alpha = new Side("alpha", "a secret that is long enough");
        Side beta = new Side("beta", "a secret that is long enough");

        exchange(alpha, beta, cuts);

        assertThat(alpha.ready).isTrue();
        assertThat(beta.ready).isTrue();
        assertThat(alpha.handshake.node()).isEqualTo("beta");
        assertThat(beta.handshake.node()).isEqualTo("alpha");
        assertThat(alpha.behind()).isEqualTo(BEHIND);
        assertThat(beta.behind()).isEqualTo(BEHIND);
    }

    @Property(tries = 100)
    void anySplit_withAnotherSecret_neitherGetsReady(@ForAll("cuts") List<Integer> cuts) {
        Side alpha = new Side("alpha", "a secret that is long enough");
        Side beta = new Side("beta", "another one, also long enough");

        exchange(alpha, beta, cuts);

        assertThat(alpha.ready).isFalse();
        assertThat(beta.ready).isFalse();
        assertThat(alpha.refused).isEqualTo(ProtocolException.Code.WRONG_SECRET);
        assertThat(beta.refused).isEqualTo(ProtocolException.Code.WRONG_SECRET);
    }

    /** Carries octets to and fro, in pieces of these sizes, until nothing moves. */
    private static void exchange(Side one, Side other, List<Integer> cuts) {
        int turn = 0;
        while (one.hasMore() || other.hasMore()) {
            int size = 1 + cuts.get(turn++ % cuts.size());
            one.moveTo(other, size);
            other.moveTo(one, size);
        }
    }

    @Provide
    Arbitrary<List<Integer>> cuts() {
        return Arbitraries.integers().between(0, 300).list().ofMinSize(1).ofMaxSize(30);
    }

    private static final class Side {
        final Handshake handshake;
        private final ByteArrayOutputStream said = new ByteArrayOutputStream();
        private final ByteArrayOutputStream left = new ByteArrayOutputStream();
        private int carried;
        boolean ready;
        ProtocolException.Code refused = ProtocolException.Code.SELF;

        Side(String id, String secret) {
            LocalNode local = new LocalNode(
                    id,
                    "LoomMP-test",
                    List.of("cbor", "json"),
                    new Authenticator(secret.getBytes(StandardCharsets.US_ASCII)));
            handshake = new Handshake(
                    local,
                    "127.0.0.1:1",
                    Handshake.newNonce(new Random(id.hashCode() * 31L + secret.hashCode())),
                    node -> false);
            said.writeBytes(handshake.opening());
        }

        boolean hasMore() {
            return carried < said.size();
        }

        void moveTo(Side other, int size) {
            byte[] all = said.toByteArray();
            int to = Math.min(all.length, carried + size);
            other.receive(Arrays.copyOfRange(all, carried, to));
            carried = to;
        }

        private void receive(byte[] octets) {
            ByteBuffer in = ByteBuffer.wrap(octets);
            if (!ready && refused == ProtocolException.Code.SELF) {
                try {
                    ready = handshake.receive(in, said::writeBytes);
                    if (ready) {
                        said.writeBytes(BEHIND);
                    }
                } catch (ProtocolException e) {
                    refused = e.code();
                }
            }
            while (ready && in.hasRemaining()) {
                left.write(in.get());
            }
        }

        byte[] behind() {
            return left.toByteArray();
        }
    }
}
