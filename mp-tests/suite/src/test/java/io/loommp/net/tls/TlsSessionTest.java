package io.loommp.net.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.loommp.net.wire.ProtocolException;
import io.loommp.testing.Certificates;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import java.util.function.Function;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Encrypted connections, without connections. */
@Timeout(60)
class TlsSessionTest {
    private static final TlsIdentity SHARED = TlsIdentity.parse(Certificates.shared());

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 100_000})
    void octetsArrive_howeverTheRecordsAreSplit(int pieceBytes) throws Exception {
        TlsPair pair = TlsPair.of(SHARED, SHARED);
        pair.establish(pieceBytes);
        byte[] data = new byte[100_000];
        new Random(1).nextBytes(data);

        TlsPair.carry(pair.clientSide().encrypt(data), pair.serverSide(), pair.clientSide(), pieceBytes);
        TlsPair.carry(pair.serverSide().encrypt(data), pair.clientSide(), pair.serverSide(), pieceBytes);

        assertThat(pair.serverSide().octets()).isEqualTo(data);
        assertThat(pair.clientSide().octets()).isEqualTo(data);
    }

    /** What the other side shows, which believes everything itself; what this side holds and trusts. */
    @ParameterizedTest
    @CsvSource({"other, shared, is not trusted", "expired, expired, has expired", "none, shared, shows no certificate"})
    void aCertificateThatIsNotRightIsRefused_byServersAndByClients(String theirs, String ours, String text) {
        TlsSessions bad = CredulousPeer.showing(theirs.equals("none") ? null : pem(theirs));
        TlsIdentity here = TlsIdentity.parse(pem(ours));
        assertRefused(TlsPair.of(bad, here), TlsPair::server, text);
        if (!theirs.equals("none")) { // no server can do without
            assertRefused(TlsPair.of(here, bad), TlsPair::client, text);
        }
    }

    private static String pem(String kind) {
        return switch (kind) {
            case "shared" -> Certificates.shared();
            case "other" -> Certificates.other();
            case "expired" -> Certificates.expired();
            default -> throw new IllegalArgumentException(kind);
        };
    }

    private static void assertRefused(TlsPair pair, Function<TlsPair, TlsSession> by, String text) {
        assertThatThrownBy(pair::establish)
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining(text);
        assertThat(by.apply(pair).isEstablished()).isFalse();
        assertThat(by.apply(pair).close()).as("an alert").isNotEmpty();
    }

    @Test
    void nothingIsEncryptedBefore() throws Exception {
        TlsSession client = SHARED.open(true);
        ByteBuffer octets = ByteBuffer.wrap(octets("too early"));
        ByteBuffer records = ByteBuffer.allocate(100_000);
        client.encrypt(octets, records);

        assertThat(octets.hasRemaining()).isTrue();
        assertThat(records.position()).isZero();
    }

    @Test
    void whatIsNotTlsIsRefused() {
        TlsPair.Side server = new TlsPair.Side(SHARED.open(false));
        server.hand(octets("hmac_sha3_512;00000000;json\n[\"port\",\"hello\"]\n"));

        assertThatThrownBy(server::receive)
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("not TLS")
                .hasMessageNotContaining("hello");
    }

    @Test
    void soIsWhatFollowsInClear_atOnce_alsoIfItCouldBeTheBeginningOfALongRecord() throws Exception {
        TlsPair pair = TlsPair.of(SHARED, SHARED);
        pair.establish();
        pair.serverSide().hand(octets("[\"00\",1]")); // of 12,322 octets, as the fourth and fifth say

        assertThatThrownBy(() -> pair.serverSide().receive())
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("not TLS");
    }

    @Test
    void oneOctetChangedIsNoticed_andWhatItWasPartOfIsNotRead() throws Exception {
        TlsPair pair = TlsPair.of(SHARED, SHARED);
        pair.establish();
        byte[] records = pair.clientSide().encrypt(octets("[\"port\",\"hello\"]"));
        records[records.length - 20] ^= 1;
        pair.serverSide().hand(records);

        assertThatThrownBy(() -> pair.serverSide().receive()).isInstanceOf(ProtocolException.class);
        assertThat(pair.serverSide().octets()).isEmpty();
    }

    @Test
    void anEndIsTold_andWhatWentBeforeArrives() throws Exception {
        TlsPair pair = TlsPair.of(SHARED, SHARED);
        pair.establish();
        pair.serverSide().hand(pair.clientSide().encrypt(octets("last words")));
        pair.serverSide().hand(pair.client().close());
        byte[] answer = pair.serverSide().receive();

        assertThat(pair.serverSide().octets()).isEqualTo(octets("last words"));
        assertThat(pair.server().isInputClosed()).isTrue();
        pair.clientSide().hand(answer);
        pair.clientSide().hand(pair.serverSide().encrypt(octets("mine as well"))); // one way is open
        pair.clientSide().receive();
        assertThat(pair.clientSide().octets()).isEqualTo(octets("mine as well"));
        pair.clientSide().hand(pair.server().close());
        pair.clientSide().receive();
        assertThat(pair.client().isInputClosed()).isTrue();
    }

    @Test
    void onlyTls13And12AreSpoken_withCiphersThatKeepThePast() throws Exception {
        SSLEngine engine = SHARED.engine(false);

        assertThat(engine.getEnabledProtocols()).containsExactly("TLSv1.3", "TLSv1.2");
        assertThat(engine.getNeedClientAuth()).isTrue();
        assertThat(engine.getEnabledCipherSuites()).isNotEmpty().allMatch(suite -> {
            String name = suite.toUpperCase(Locale.ROOT);
            return Arrays.stream(new String[] {"NULL", "ANON", "EXPORT", "3DES", "RC4", "_CBC_", "TLS_RSA_"})
                    .noneMatch(name::contains);
        });
    }

    @Test
    void aPeerOfTls12IsServed_andMayNotNegotiateAnew() throws Exception {
        SSLEngine engine = SHARED.engine(true);
        engine.setEnabledProtocols(new String[] {"TLSv1.2"});
        TlsPair pair = TlsPair.of(client -> new TlsSession(engine), SHARED);
        pair.establish();
        pair.serverSide().hand(pair.clientSide().encrypt(octets("hello")));
        pair.serverSide().receive();
        assertThat(pair.serverSide().octets()).isEqualTo(octets("hello"));

        engine.beginHandshake();
        pair.serverSide().hand(pair.clientSide().receive());
        assertThatThrownBy(() -> pair.serverSide().receive())
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("anew");
    }
}
