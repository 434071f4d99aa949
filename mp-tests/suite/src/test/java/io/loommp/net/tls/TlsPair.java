package io.loommp.net.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLException;

/** Two sides of one encrypted connection, within one thread. */
final class TlsPair {
    private static final int OCTETS_MAX = 256 * 1024;
    private static final int TURNS_MAX = 1_000;

    /** One side: what it has to read, and what it has read. */
    static final class Side {
        private final TlsSession session;
        private final ByteArrayOutputStream octets = new ByteArrayOutputStream();
        private byte[] incoming = {};

        Side(TlsSession session) {
            this.session = session;
        }

        TlsSession session() {
            return session;
        }

        /** What it has read. */
        byte[] octets() {
            return octets.toByteArray();
        }

        /** Gets what the other side said, or what somebody makes of that. */
        void hand(byte[] records) {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            all.writeBytes(incoming);
            all.writeBytes(records);
            incoming = all.toByteArray();
        }

        /** Takes what has come; what it has to say. */
        byte[] receive() {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ByteBuffer records = ByteBuffer.wrap(incoming);
            Runnable task;
            do {
                ByteBuffer read = ByteBuffer.allocate(OCTETS_MAX);
                session.receive(records, read, out::writeBytes);
                octets.write(read.array(), 0, read.position());
                task = session.takeTask();
                if (task != null) {
                    task.run();
                }
            } while (task != null);
            incoming = new byte[records.remaining()];
            records.get(incoming);
            return out.toByteArray();
        }

        /** Encrypts. */
        byte[] encrypt(byte[] plain) throws SSLException {
            ByteBuffer from = ByteBuffer.wrap(plain);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            while (from.hasRemaining()) {
                ByteBuffer records = ByteBuffer.allocate(4 * session.recordBytesMax());
                session.encrypt(from, records);
                assertThat(records.position()).isPositive();
                out.write(records.array(), 0, records.position());
            }
            return out.toByteArray();
        }
    }

    private final Side client;
    private final Side server;

    private TlsPair(Side client, Side server) {
        this.client = client;
        this.server = server;
    }

    static TlsPair of(TlsSessions client, TlsSessions server) {
        return new TlsPair(new Side(client.open(true)), new Side(server.open(false)));
    }

    Side clientSide() {
        return client;
    }

    Side serverSide() {
        return server;
    }

    TlsSession client() {
        return client.session;
    }

    TlsSession server() {
        return server.session;
    }

    /** Carries records to and fro, in pieces, until both can encrypt. */
    void establish(int pieceBytes) {
        for (int turn = 0; turn < TURNS_MAX && !(client().isEstablished() && server().isEstablished()); turn++) {
            carry(client.receive(), server, client, pieceBytes);
            carry(server.receive(), client, server, pieceBytes);
        }
        assertThat(client().isEstablished()).isTrue();
        assertThat(server().isEstablished()).isTrue();
    }

    void establish() {
        establish(OCTETS_MAX);
    }

    /** Carries; answers go back at once. */
    static void carry(byte[] records, Side to, Side from, int pieceBytes) {
        for (int at = 0; at < records.length; at += pieceBytes) {
            byte[] piece = new byte[Math.min(pieceBytes, records.length - at)];
            System.arraycopy(records, at, piece, 0, piece.length);
            to.hand(piece);
            from.hand(to.receive());
        }
    }
}
