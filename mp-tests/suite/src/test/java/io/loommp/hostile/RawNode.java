package io.loommp.hostile;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * One end of a connection that says whatever it is told to say. Texts are octets, one for each character; what is read comes
 * the same way.
 */
public final class RawNode implements AutoCloseable {
    static final Charset OCTETS = StandardCharsets.ISO_8859_1;

    private static final int NONCE_BYTES = 66;
    private static final int SMALL_BUFFER = 4096;
    private static final int READ_MILLIS = 5_000;

    private final Socket plain;
    private Socket socket; // or TLS over it
    private final StringBuilder heard = new StringBuilder();
    private String id = "";
    private boolean cbor;
    private String theirGreeting = "";
    private String theirNonce = "";
    private int probes;

    private RawNode(Socket plain) {
        this.plain = plain;
        this.socket = plain;
    }

    /** The end of a connection that somebody else has begun; it waits without an end for what comes. */
    public static RawNode over(Socket accepted) throws IOException {
        accepted.setTcpNoDelay(true);
        return new RawNode(accepted);
    }

    /** Connects and says nothing. */
    static RawNode connect(String address) throws IOException {
        return connect("127.0.0.1", address, false);
    }

    /** Connects from an address of this host; one that is not to be sent much has little room for it. */
    static RawNode connect(String from, String address, boolean small) throws IOException {
        RawNode node = new RawNode(new Socket());
        if (small) {
            node.socket.setReceiveBufferSize(SMALL_BUFFER);
        }
        node.socket.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
        node.socket.connect(new InetSocketAddress(
                address.substring(0, address.lastIndexOf(':')),
                Integer.parseInt(address.substring(address.lastIndexOf(':') + 1))));
        node.socket.setTcpNoDelay(true);
        node.socket.setSoTimeout(READ_MILLIS);
        return node;
    }

    /** Connects and proves the secret, as a node that writes in this framing and reads JSON. */
    static RawNode ready(String address, String id, String secret, String framing) throws IOException {
        return connect(address).makeReady(id, secret, framing);
    }

    /** Proves the secret. */
    public RawNode makeReady(String itsId, String secret, String framing) throws IOException {
        String nonce = newNonce();
        String greeting = greeting(itsId);
        hear();
        say(greeting + '\n' + nonce + '\n');
        say("hmac_sha3_512;" + proof(secret, greeting, nonce) + ';' + framing + '\n');
        line(); // its proof
        id = itsId;
        cbor = framing.equals("cbor");
        return this;
    }

    /** Proves a certificate, as a node that reads and writes JSON. */
    RawNode makeReady(String itsId, RawTls tls) throws IOException {
        String nonce = newNonce();
        String greeting = RawTls.greeting(itsId);
        hear();
        say(greeting + '\n' + nonce + '\n');
        encrypt(tls, nonce.compareTo(theirNonce) < 0);
        say("tls_sha3_512;" + RawTls.digest(greeting, nonce, theirGreeting, theirNonce) + ";json\n");
        line(); // its proof
        id = itsId;
        return this;
    }

    /** Goes on in TLS, in one role or the other. */
    void encrypt(RawTls tls, boolean client) throws IOException {
        socket = tls.over(socket, client);
    }

    static String greeting(String id) {
        return "aemp;1;" + id + ";hmac_sha3_512;json;provider=raw";
    }

    static String newNonce() {
        byte[] octets = new byte[NONCE_BYTES];
        ThreadLocalRandom.current().nextBytes(octets);
        return Base64.getEncoder().encodeToString(octets);
    }

    /** The HMAC over our lines and then theirs, which must have been heard. */
    String proof(String secret, String greeting, String nonce) {
        return hmac(secret.getBytes(OCTETS), greeting, nonce, theirGreeting, theirNonce);
    }

    static String hmac(byte[] key, String... lines) {
        try {
            Mac mac = Mac.getInstance("HmacSHA3-512");
            mac.init(new SecretKeySpec(key, "HmacSHA3-512"));
            mac.update((String.join("\n", lines) + '\n').getBytes(OCTETS));
            return HexFormat.of().formatHex(mac.doFinal());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** Says that it is ready, under this id. */
    RawNode as(String itsId) {
        id = itsId;
        return this;
    }

    /** Who it says it is, once it is ready. */
    String id() {
        return id;
    }

    /** Reads the two lines of the other side. */
    RawNode hear() throws IOException {
        theirGreeting = line();
        theirNonce = line();
        return this;
    }

    /** How the other side has greeted. */
    public String theirGreeting() {
        return theirGreeting;
    }

    String theirNonce() {
        return theirNonce;
    }

    String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        InputStream in = socket.getInputStream();
        for (int octet = in.read(); octet != '\n'; octet = in.read()) {
            if (octet < 0) {
                throw new IOException("closed within a line");
            }
            line.write(octet);
        }
        return line.toString(OCTETS);
    }

    /** Says these octets. */
    public RawNode say(String octets) throws IOException {
        return say(octets.getBytes(OCTETS));
    }

    /** Says these octets. */
    public RawNode say(byte[] octets) throws IOException {
        socket.getOutputStream().write(octets);
        return this;
    }

    /** Says something to a node that may have hung up. */
    void trySay(String octets) {
        try {
            say(octets);
        } catch (IOException e) {
            heard.append("(hung up)");
        }
    }

    /** Says that there is nothing more to say. */
    void endOutput() throws IOException {
        socket.shutdownOutput();
    }

    /** Whether the other side hangs up within this time, whatever it says before. */
    boolean isClosedWithin(Duration limit) throws IOException {
        long deadline = System.nanoTime() + limit.toNanos();
        try {
            for (long left = limit.toMillis(); left > 0; left = (deadline - System.nanoTime()) / 1_000_000) {
                plain.setSoTimeout((int) left);
                if (!read(plain)) {
                    return true;
                }
            }
            return false;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true; // a reset
        } finally {
            plain.setSoTimeout(READ_MILLIS);
        }
    }

    private boolean read(Socket from) throws IOException {
        byte[] buffer = new byte[16 * 1024];
        int count = from.getInputStream().read(buffer);
        if (count > 0) {
            heard.append(new String(buffer, 0, count, OCTETS));
        }
        return count >= 0;
    }

    /** What comes next; nothing at the end. */
    public byte[] octets() throws IOException {
        byte[] buffer = new byte[16 * 1024];
        int count = socket.getInputStream().read(buffer);
        return Arrays.copyOf(buffer, Math.max(0, count));
    }

    /** What was heard since it was ready. */
    String heard() {
        return heard.toString();
    }

    /**
     * Asks something that is answered, and waits for the answer; what was asked before has been served by then.
     *
     * @return what was heard in between
     * @throws IOException if there is none in time
     */
    String probe() throws IOException {
        String mark = "probe-" + id + '-' + probes++;
        say(cbor ? cbor("", "can", "snd", id + "#p", mark) : json("", "can", "snd", id + "#p", mark));
        String answer = json("p", mark, "1");
        int from = heard.length();
        while (heard.indexOf(answer, from) < 0) {
            if (!read(socket)) {
                throw new IOException("the other side hung up; it had said " + heard);
            }
        }
        return heard.substring(from, heard.indexOf(answer, from));
    }

    /** A packet of plain texts in JSON. */
    static String json(String... texts) {
        return "[\"" + String.join("\",\"", texts) + "\"]";
    }

    /** A packet of short texts in CBOR. */
    static String cbor(String... texts) {
        StringBuilder packet = new StringBuilder().append((char) (0x80 + texts.length));
        for (String text : texts) {
            packet.append((char) 0x78).append((char) text.length()).append(text);
        }
        return packet.toString();
    }

    @Override
    public void close() throws IOException {
        plain.close();
    }
}
