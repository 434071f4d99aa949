package io.loommp.net;

import io.loommp.net.handshake.Authenticator;
import io.loommp.net.handshake.Handshake;
import io.loommp.net.handshake.LocalNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.random.RandomGenerator;

/** A blocking client that speaks octets, for what no node would do. */
final class RawPeer implements AutoCloseable {
    private final Socket socket;

    private RawPeer(Socket socket) {
        this.socket = socket;
    }

    /** Connects, and says nothing. */
    static RawPeer connect(String address) throws IOException {
        int port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(20_000);
        return new RawPeer(socket);
    }

    /** Connects, and proves the secret as a node of this id. */
    static RawPeer authenticated(String address, String nodeId, Secret secret) throws IOException {
        return authenticated(address, nodeId, secret, "json");
    }

    /** Connects, and proves the secret as a node of this id that has only this framing. */
    static RawPeer authenticated(String address, String nodeId, Secret secret, String framing) throws IOException {
        RawPeer peer = connect(address);
        peer.shakeHands(nodeId, secret, framing);
        return peer;
    }

    private void shakeHands(String nodeId, Secret secret, String framing) throws IOException {
        Handshake handshake = new Handshake(
                new LocalNode(nodeId, "raw", List.of(framing), new Authenticator(secret.octets())),
                "there",
                Handshake.newNonce(RandomGenerator.getDefault()),
                node -> false);
        OutputStream out = socket.getOutputStream();
        out.write(handshake.opening());
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        boolean through = false;
        while (!through) {
            int octet = socket.getInputStream().read();
            if (octet < 0) {
                throw new IOException("closed in the handshake");
            }
            through = handshake.receive(ByteBuffer.wrap(new byte[] {(byte) octet}), said::writeBytes);
            said.writeTo(out);
            said.reset();
        }
    }

    void send(String text) throws IOException {
        send(text.getBytes(StandardCharsets.UTF_8));
    }

    void send(byte[] octets) throws IOException {
        socket.getOutputStream().write(octets);
    }

    /** Sends, unless the connection is closed. */
    void trySend(String text) {
        try {
            send(text);
        } catch (IOException e) {
            // closed, which others look at
        }
    }

    /** Reads a line, without its end. */
    String readLine() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int octet = socket.getInputStream().read();
                octet != '\n';
                octet = socket.getInputStream().read()) {
            if (octet < 0) {
                throw new IOException("closed within a line: " + line);
            }
            line.append((char) octet);
        }
        return line.toString();
    }

    /** Reads a packet that has no list in it. */
    String readPacket() throws IOException {
        StringBuilder packet = new StringBuilder();
        while (packet.isEmpty() || packet.charAt(packet.length() - 1) != ']') {
            int octet = socket.getInputStream().read();
            if (octet < 0) {
                throw new IOException("closed within a packet: " + packet);
            }
            packet.append((char) octet);
        }
        return packet.toString();
    }

    /** Reads so many octets. */
    String read(int octets) throws IOException {
        return new String(readOctets(octets), StandardCharsets.UTF_8);
    }

    /** Reads so many octets. */
    byte[] readOctets(int count) throws IOException {
        return socket.getInputStream().readNBytes(count);
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
