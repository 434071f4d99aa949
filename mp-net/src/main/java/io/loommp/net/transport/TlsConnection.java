package io.loommp.net.transport;

import io.loommp.net.io.Connection;
import io.loommp.net.io.Loop;
import io.loommp.net.tls.TlsSession;
import io.loommp.net.tls.TlsSessions;
import io.loommp.net.wire.ProtocolException;
import io.loommp.net.wire.ProtocolException.Code;
import io.loommp.spi.ConfinedTo;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection that is encrypted, over one that is not: what is read and written here are the octets within.
 *
 * <p>What the socket does not take stays here, encrypted, and counts as not written: whoever writes comes again with the same
 * octets, and is told in proportion how many have gone.
 *
 * <p><b>Limits:</b> keeps the beginning of one record of what comes, and four records of what goes. What TLS itself has to
 * say has room beside that, so that reading never waits for writing (design decision 16, D7); whoever makes this side say
 * more of that than 64 KiB, and takes none, is lost. What is read needs room for three records.
 */
@ConfinedTo("the loop that it is in")
final class TlsConnection implements Connection, Connection.Client {
    private static final Logger LOG = LoggerFactory.getLogger(TlsConnection.class);
    private static final int OWN_BYTES_MAX = 64 * 1024;
    private static final int EARLY_BYTES_MAX = 16 * 1024;

    private final Connection inner;
    private final Claim claim = new Claim();
    private Loop loop;
    private Client client;
    private @Nullable TlsSession session; // none as long as it is made elsewhere
    private boolean busy; // something runs elsewhere, and nobody else may touch the session
    private boolean reading; // wanted
    private boolean writing; // wanted
    private byte[] begun; // what has come of a record that is not whole
    private boolean inputEnded;
    private byte[] unwritten; // encrypted, but for what was said before
    private boolean outputEnded; // nothing is written behind `unwritten`
    private boolean closed;

    /**
     * Takes a connection over where TLS begins.
     *
     * @param begun what has come behind that
     * @param unwritten what is yet to be written before that
     */
    TlsConnection(Connection inner, Loop loop, Client client, byte[] begun, byte[] unwritten) {
        this.inner = inner;
        this.loop = loop;
        this.client = client;
        this.begun = begun;
        this.unwritten = unwritten;
    }

    /**
     * Begins.
     *
     * @throws ProtocolException if more has come already than the other side can have to say
     */
    void start(TlsSessions sessions, boolean isTlsClient) throws IOException {
        if (begun.length > EARLY_BYTES_MAX) {
            throw new ProtocolException(Code.TLS_FAILED, begun.length + " octets came before it had begun");
        }
        enter(loop, client);
        elsewhere(() -> {
            TlsSession made = sessions.open(isTlsClient);
            return () -> session = made;
        });
    }

    /** Runs something where it may take its time; what it returns runs here, and then the client goes on. */
    private void elsewhere(Callable<Runnable> work) {
        busy = true;
        update();
        loop.compute(
                work,
                then -> {
                    then.run();
                    goOn();
                },
                failure -> {
                    LOG.error("TLS failed; the connection is closed", failure);
                    inputEnded = true;
                    goOn();
                });
    }

    private void goOn() {
        busy = false;
        if (!closed) {
            update();
            client.ready(true, false);
        }
    }

    /** Whether the other side has proven its certificate, and this side may write. */
    boolean isEstablished() {
        return session != null && session.isEstablished();
    }

    /** Whether the certificate of the other side bears this name. */
    boolean isNamed(String name) {
        return session != null && session.isNamed(name);
    }

    // ---- as a connection ----

    @Override
    public InetSocketAddress remote() throws IOException {
        return inner.remote();
    }

    @Override
    public void enter(Loop newLoop, Client newClient) throws IOException {
        loop = newLoop;
        client = newClient;
        inner.enter(newLoop, this);
        want(true, false);
        if (isInputOver()) {
            readAgain();
        }
    }

    @Override
    public void leave() {
        inner.leave();
    }

    @Override
    public void want(boolean wantReading, boolean wantWriting) {
        reading = wantReading;
        writing = wantWriting;
        update();
    }

    private void update() {
        inner.want(reading && !busy, unwritten.length > 0 || (writing && isEstablished()));
    }

    @Override
    public void ready(boolean readable, boolean writable) {
        boolean failed = writable && !isFlushed();
        client.ready(readable || failed, writable && writing && isEstablished());
    }

    /** Writes what is to be written; false if that failed, which reading and writing tell then. */
    private boolean isFlushed() {
        try {
            flush();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    // ---- reading ----

    @Override
    public int read(ByteBuffer into) throws IOException {
        TlsSession tls = session;
        if (busy || tls == null) {
            return !busy && inputEnded ? -1 : 0;
        }
        int start = into.position();
        boolean more = true;
        while (more && into.position() == start) {
            more = readOnce(tls, into);
        }
        int count = into.position() - start;
        if (busy || !isInputOver()) {
            return count;
        }
        if (count > 0) {
            readAgain();
        }
        return count > 0 ? count : -1;
    }

    /** For the end: the socket may have nothing more to tell. */
    private void readAgain() {
        Client present = client; // in that turn there may be another one, in another loop
        loop.execute(() -> present.ready(true, false));
    }

    private boolean isInputOver() {
        return inputEnded || (session != null && session.isInputClosed());
    }

    /** Reads once; whether there may be more to read. */
    private boolean readOnce(TlsSession tls, ByteBuffer into) throws IOException {
        int recordBytes = tls.recordBytesMax();
        int room = tls.isEstablished() ? into.remaining() - recordBytes : recordBytes;
        ByteBuffer records = loop.encryptedReadBuffer().clear();
        records.put(begun).limit(Math.clamp(room, begun.length, records.capacity()));
        int count = inputEnded || !records.hasRemaining() ? 0 : inner.read(records);
        inputEnded |= count < 0;
        try {
            tls.receive(records.flip(), into, this::say);
        } finally {
            begun = Octets.rest(records);
        }
        inputEnded |= !isFlushed() && count <= 0; // what came before is heard nevertheless
        Runnable task = tls.takeTask();
        if (task != null) {
            elsewhere(() -> {
                task.run();
                return () -> {};
            });
        }
        return count > 0 && !busy;
    }

    /** Takes what TLS itself has to say, whatever else is not written. */
    private void say(byte[] record) {
        if (unwritten.length - claim.unwrittenRecords() + record.length > OWN_BYTES_MAX) {
            throw new ProtocolException(Code.TLS_FAILED, "the other side asks for answers, and takes none");
        }
        unwritten = Octets.joined(unwritten, record);
    }

    // ---- writing ----

    @Override
    public int write(ByteBuffer from) throws IOException {
        int start = from.position();
        TlsSession tls = session;
        if (tls != null && tls.isEstablished() && !outputEnded) {
            while (from.hasRemaining() && writeOnce(tls, from)) {
                // the socket may take more
            }
            update();
        }
        return from.position() - start;
    }

    /** Writes some; whether all that was encrypted is written. */
    private boolean writeOnce(TlsSession tls, ByteBuffer from) throws IOException {
        flush();
        if (unwritten.length == 0 && claim.isTaken()) {
            ByteBuffer records = loop.encryptedWriteBuffer().clear();
            ByteBuffer octets = from.duplicate();
            tls.encrypt(octets, records);
            claim.begin(octets.position() - from.position(), records.flip().remaining());
            if (!records.hasRemaining()) {
                return false; // it is closed
            }
            send(records);
        }
        from.position(from.position() + claim.take());
        return unwritten.length == 0;
    }

    private void flush() throws IOException {
        if (unwritten.length > 0) {
            send(ByteBuffer.wrap(unwritten));
            update();
        }
        if (outputEnded && unwritten.length == 0) {
            inner.shutdownOutput();
        }
    }

    private void send(ByteBuffer records) throws IOException {
        claim.written(inner.write(records));
        unwritten = Octets.rest(records);
    }

    @Override
    public void shutdownOutput() throws IOException {
        if (!outputEnded) {
            outputEnded = true;
            if (session != null && !busy) {
                unwritten = Octets.joined(unwritten, session.close());
            }
            flush();
        }
    }

    @Override
    public void close() {
        closed = true;
        try {
            shutdownOutput(); // an alert may tell the other side why, if there is room for it
        } catch (IOException e) {
            LOG.debug("nobody was there to be told of the end", e);
        } finally {
            inner.close();
        }
    }

    /** How much of what was encrypted has been written, in octets of before. */
    private static final class Claim {
        private int octets;
        private int taken;
        private int records;
        private int written;

        void begin(int octetsEncrypted, int intoRecords) {
            octets = octetsEncrypted;
            taken = 0;
            records = intoRecords;
            written = 0;
        }

        /** Notes what the socket has taken: first the encrypted octets, then what TLS had to say meanwhile. */
        void written(int count) {
            written = Math.min(records, written + count);
        }

        int unwrittenRecords() {
            return records - written;
        }

        boolean isTaken() {
            return taken == octets;
        }

        /** How many more octets count as written; all of them only when all records are. */
        int take() {
            int before = taken;
            taken = records == 0 ? octets : (int) ((long) octets * written / records);
            return taken - before;
        }
    }
}
