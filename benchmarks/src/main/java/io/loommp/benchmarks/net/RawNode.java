package io.loommp.benchmarks.net;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The other end of a connection as octets: it proves the secret of the benchmarks as a node would, and then says what it is
 * told. So thousands of nodes find room in one process.
 */
final class RawNode {
    private static final String DIGEST = "HmacSHA3-512";
    private static final int NONCE_BYTES = 66;
    private static final int LINES = 3; // two of the greeting, and the proof

    private RawNode() {}

    /**
     * Connects, and proves the secret as a node of this id.
     *
     * @param from the address of this host to dial from, or null for any
     */
    static SocketChannel connect(int port, String nodeId, String framing, @Nullable InetAddress from)
            throws IOException {
        SocketChannel channel = SocketChannel.open();
        try {
            if (from != null) {
                channel.bind(new InetSocketAddress(from, 0));
            }
            channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            shakeHands(channel, nodeId, framing);
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static void shakeHands(SocketChannel channel, String nodeId, String framing) throws IOException {
        byte[] nonce = new byte[NONCE_BYTES];
        ThreadLocalRandom.current().nextBytes(nonce);
        String own = "aemp;1;" + nodeId + ";hmac_sha3_512;" + framing + "\n"
                + Base64.getEncoder().encodeToString(nonce) + "\n";
        write(channel, own);
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        int greeting = readLines(channel, read, 2);
        String its = read.toString(StandardCharsets.ISO_8859_1).substring(0, greeting);
        write(channel, "hmac_sha3_512;" + digest(own + its) + ";" + framing + "\n");
        readLines(channel, read, LINES);
    }

    /** Reads until so many lines have come; how many octets they are. What comes behind the last is of no interest. */
    private static int readLines(SocketChannel channel, ByteArrayOutputStream read, int lines) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(1024);
        while (true) {
            byte[] all = read.toByteArray();
            int found = 0;
            for (int i = 0; i < all.length; i++) {
                if (all[i] == '\n' && ++found == lines) {
                    return i + 1;
                }
            }
            if (channel.read(buffer.clear()) < 0) {
                throw new IOException("closed in the handshake, after: " + read.toString(StandardCharsets.ISO_8859_1));
            }
            read.write(buffer.array(), 0, buffer.position());
        }
    }

    private static void write(SocketChannel channel, String text) throws IOException {
        ByteBuffer octets = ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
        while (octets.hasRemaining()) {
            channel.write(octets);
        }
    }

    private static String digest(String text) {
        try {
            Mac mac = Mac.getInstance(DIGEST);
            mac.init(new SecretKeySpec(LoomSide.SECRET.getBytes(StandardCharsets.ISO_8859_1), DIGEST));
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.ISO_8859_1)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no " + DIGEST, e);
        }
    }

    /** A packet for a port, of texts. */
    static byte[] packet(String framing, String... texts) {
        if (framing.equals("json")) {
            return ("[\"" + String.join("\",\"", texts) + "\"]").getBytes(StandardCharsets.US_ASCII);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(0x80 | texts.length); // an array
        for (String text : texts) {
            if (text.length() < 24) {
                out.write(0x60 | text.length()); // a text
            } else {
                out.write(0x78);
                out.write(text.length());
            }
            out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
        }
        return out.toByteArray();
    }
}
