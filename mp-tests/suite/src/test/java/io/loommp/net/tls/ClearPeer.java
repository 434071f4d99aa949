package io.loommp.net.tls;

import io.loommp.net.handshake.Authenticator;
import io.loommp.net.handshake.Handshake;
import io.loommp.net.handshake.LocalNode;
import io.loommp.net.wire.ProtocolException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.random.RandomGenerator;

/** A blocking peer without a certificate. */
final class ClearPeer implements AutoCloseable {
    private final Socket socket;

    private ClearPeer(Socket socket) {
        this.socket = socket;
    }

    static ClearPeer connect(String address) throws IOException {
        int port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(20_000);
        return new ClearPeer(socket);
    }

    /** Proves the secret; whether both sides came to the end of that. */
    boolean shakeHands(String nodeId, String secret) throws IOException {
        Handshake handshake = new Handshake(
                new LocalNode(nodeId, "raw", List.of("json"), new Authenticator(octets(secret))),
                "there",
                Handshake.newNonce(RandomGenerator.getDefault()),
                node -> false);
        socket.getOutputStream().write(handshake.opening());
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        try {
            while (true) {
                int octet = socket.getInputStream().read();
                if (octet < 0) {
                    return false;
                }
                boolean through = handshake.receive(ByteBuffer.wrap(new byte[] {(byte) octet}), said::writeBytes);
                said.writeTo(socket.getOutputStream());
                said.reset();
                if (through) {
                    return true;
                }
            }
        } catch (ProtocolException e) {
            return false;
        }
    }

    void send(String text) throws IOException {
        socket.getOutputStream().write(octets(text));
    }

    /** Reads so many octets. */
    String read(int count) throws IOException {
        return new String(socket.getInputStream().readNBytes(count), StandardCharsets.ISO_8859_1);
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Reads until the other side closes; whether it did so in time. */
    boolean isClosedByOtherSide() {
        try {
            InputStream in = socket.getInputStream();
            while (in.read() >= 0) {
                // what it said before does not matter
            }
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true; // reset
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
