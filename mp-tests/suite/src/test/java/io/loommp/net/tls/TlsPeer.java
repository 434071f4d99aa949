package io.loommp.net.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.net.handshake.Admission;
import io.loommp.net.handshake.Authenticator;
import io.loommp.net.handshake.Handshake;
import io.loommp.net.handshake.LocalNode;
import io.loommp.net.handshake.Method;
import io.loommp.net.wire.ProtocolException;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A blocking peer that speaks TLS, for what no node would do. */
final class TlsPeer implements AutoCloseable {
    /** A nonce below all that nodes make: its side is the client of TLS. */
    static final String CLIENT = "!".repeat(88);

    /** A nonce above all that nodes make: its side is the server of TLS. */
    static final String SERVER = "~".repeat(88);

    private static final int RECORD_HEADER_BYTES = 5;
    private static final int BUFFER_BYTES = 256 * 1024;
    private static final Admission BY_CERTIFICATE =
            new Admission(Admission.Tls.REQUIRED, List.of(Method.TLS_SHA3_512), List.of(Method.TLS_SHA3_512), false);

    private final Socket socket;
    private final Handshake handshake;
    private final TlsSession session;
    private final ByteBuffer records = ByteBuffer.allocate(BUFFER_BYTES); // to be filled
    private final ByteBuffer octets = ByteBuffer.allocate(BUFFER_BYTES); // to be filled

    private TlsPeer(Socket socket, Handshake handshake, TlsSession session) {
        this.socket = socket;
        this.handshake = handshake;
        this.session = session;
    }

    /** Connects, and says and reads the two lines. */
    static TlsPeer connect(String address, String nodeId, String nonce, TlsSessions sessions) throws IOException {
        int port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(20_000);
        LocalNode local =
                new LocalNode(nodeId, "raw", List.of("json"), new Authenticator(null, BY_CERTIFICATE), sessions);
        Handshake handshake = new Handshake(local, "there", nonce, node -> false);
        OutputStream out = socket.getOutputStream();
        out.write(handshake.opening());
        while (!handshake.wantsTls()) {
            int octet = socket.getInputStream().read();
            if (octet < 0) {
                throw new EOFException("closed in the greeting");
            }
            handshake.receive(ByteBuffer.wrap(new byte[] {(byte) octet}), said -> {
                throw new AssertionError("said something in clear");
            });
        }
        return new TlsPeer(socket, handshake, sessions.open(handshake.isTlsClient()));
    }

    /** Connects, and does all that it takes to be connected. */
    static TlsPeer authenticated(String address, String nodeId, String nonce, TlsSessions sessions) throws IOException {
        TlsPeer peer = connect(address, nodeId, nonce, sessions);
        peer.shakeHands();
        return peer;
    }

    /** Goes on to the end of the handshake. */
    void shakeHands() throws IOException {
        while (!session.isEstablished()) {
            step();
        }
        handshake.secured(name -> true, this::encrypt);
        while (!isThrough()) {
            step();
        }
    }

    /** Says the last line of the handshake, a text and that nothing follows, all at once. */
    void sayAllAtOnce(String text) throws IOException {
        while (!session.isEstablished()) {
            step();
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        handshake.secured(name -> true, said -> all.writeBytes(encrypted(said)));
        all.writeBytes(encrypted(text.getBytes(StandardCharsets.UTF_8)));
        all.writeBytes(session.close());
        write(all.toByteArray());
    }

    private boolean isThrough() {
        octets.flip();
        try {
            return handshake.receive(octets, this::encrypt);
        } finally {
            octets.compact();
        }
    }

    /** Takes what has come, and reads more if that was too little. */
    private void step() throws IOException {
        int before = octets.position();
        Runnable task = receive();
        while (task != null) {
            task.run();
            task = receive();
        }
        if (octets.position() == before) {
            fill();
        }
    }

    private @Nullable Runnable receive() {
        records.flip();
        try {
            session.receive(records, octets, this::write);
        } finally {
            records.compact();
        }
        return session.takeTask();
    }

    private void fill() throws IOException {
        int count = socket.getInputStream()
                .read(records.array(), records.position(), Math.min(16 * 1024, records.remaining()));
        if (count < 0) {
            throw new EOFException("closed");
        }
        records.position(records.position() + count);
    }

    private void write(byte[] said) {
        try {
            socket.getOutputStream().write(said);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void encrypt(byte[] said) {
        write(encrypted(said));
    }

    private byte[] encrypted(byte[] said) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try {
            ByteBuffer from = ByteBuffer.wrap(said);
            while (from.hasRemaining()) {
                ByteBuffer out = ByteBuffer.allocate(BUFFER_BYTES);
                session.encrypt(from, out);
                all.write(out.array(), 0, out.position());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all.toByteArray();
    }

    void send(String text) {
        encrypt(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Says something that is not encrypted, where it should be. */
    void sendInClear(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Goes on to the end of the handshake, and takes one record at a time.
     *
     * @return what the first two records held that had something in them
     */
    List<String> shakeHandsRecordByRecord() throws IOException {
        List<String> held = new ArrayList<>();
        boolean secured = false;
        while (held.size() < 2) {
            for (Runnable task = receive(); task != null; task = receive()) {
                task.run();
            }
            if (session.isEstablished() && !secured) {
                secured = true;
                handshake.secured(name -> true, this::encrypt);
            }
            if (octets.position() > 0) {
                held.add(new String(octets.array(), 0, octets.position(), StandardCharsets.UTF_8));
                octets.clear();
            } else {
                readRecord();
            }
        }
        return held;
    }

    private void readRecord() throws IOException {
        byte[] header = socket.getInputStream().readNBytes(RECORD_HEADER_BYTES);
        assertThat(header).hasSize(RECORD_HEADER_BYTES);
        int length = (header[3] & 0xff) << 8 | (header[4] & 0xff);
        records.put(header).put(socket.getInputStream().readNBytes(length));
    }

    /** Reads so many octets. */
    String read(int count) throws IOException {
        byte[] read = new byte[count];
        int at = 0;
        while (at < count) {
            if (octets.position() == 0) {
                step();
            }
            octets.flip();
            int more = Math.min(count - at, octets.remaining());
            octets.get(read, at, more);
            octets.compact();
            at += more;
        }
        return new String(read, StandardCharsets.UTF_8);
    }

    /** Reads to the end; whether that was said, and not only done. */
    boolean isEndTold() throws IOException {
        try {
            while (!session.isInputClosed()) {
                octets.clear();
                step();
            }
            return true;
        } catch (EOFException | SocketException e) {
            return session.isInputClosed();
        }
    }

    /** Says that nothing follows, and reads on. */
    void end() {
        write(session.close());
    }

    /** Whether the other side closes, whatever it says before. */
    boolean isClosedByOtherSide() {
        try {
            while (true) {
                octets.clear();
                step();
                if (session.isInputClosed()) {
                    return true;
                }
            }
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException | UncheckedIOException | ProtocolException e) {
            return true; // it may have closed before this side's part of the handshake was written
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
