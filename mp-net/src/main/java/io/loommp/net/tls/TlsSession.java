package io.loommp.net.tls;

import io.loommp.net.wire.ProtocolException;
import io.loommp.net.wire.ProtocolException.Code;
import io.loommp.spi.ConfinedTo;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.function.Consumer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/**
 * One side of one encrypted connection: records in, octets out, and back. It keeps nothing that is not whole: the beginning
 * of a record is left to whoever reads.
 *
 * <p>What TLS itself has to say never waits for what is to be encrypted, nor the other way round (design decision 16, D7).
 */
@ConfinedTo("whoever has the connection")
public final class TlsSession {
    /* What records begin with: RFC 8446, section 5.1. */
    private static final byte CHANGE_CIPHER_SPEC = 20;
    private static final byte APPLICATION_DATA = 23;
    private static final byte MAJOR_VERSION = 3;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final SSLEngine engine;
    private boolean begun;
    private boolean established;
    private @Nullable Runnable task;

    TlsSession(SSLEngine engine) {
        this.engine = engine;
    }

    /** A record has at most this many octets. */
    public int recordBytesMax() {
        return engine.getSession().getPacketBufferSize();
    }

    /** Whether octets can be encrypted: the other side has shown a certificate that is trusted, and both have the keys. */
    public boolean isEstablished() {
        return established;
    }

    /** Whether the other side has said that nothing follows. */
    public boolean isInputClosed() {
        return engine.isInboundDone();
    }

    /**
     * What has to be run, by anybody, before {@link #receive} goes on; null if there is nothing, or it was given to somebody
     * already.
     */
    public @Nullable Runnable takeTask() {
        Runnable taken = task;
        task = null;
        return taken;
    }

    /**
     * Begins, or goes on with what has come: until there is no whole record any more, or no room, or something has to be run.
     *
     * @param records is taken up to the beginning of a record that is not whole
     * @param octets gets what the records held; it needs room for as many octets as {@code records} has
     * @param out gets what is to be sent, also if the call then throws
     * @throws ProtocolException if this can go no further; what {@link #close} returns is still to be sent
     */
    public void receive(ByteBuffer records, ByteBuffer octets, Consumer<byte[]> out) {
        try {
            if (!begun) {
                begun = true;
                engine.beginHandshake();
            }
            while (advance(records, octets, out)) {
                // there may be more
            }
        } catch (SSLException e) {
            throw new ProtocolException(Code.TLS_FAILED, TlsFailure.text(e));
        }
    }

    /** One step; whether another may follow. */
    private boolean advance(ByteBuffer records, ByteBuffer octets, Consumer<byte[]> out) throws SSLException {
        return switch (engine.getHandshakeStatus()) {
            case NEED_TASK -> stopForTask();
            case NEED_WRAP -> say(out);
            default -> unwrap(records, octets);
        };
    }

    private boolean stopForTask() {
        if (established) {
            throw new ProtocolException(Code.TLS_FAILED, "the other side wants to negotiate anew");
        }
        task = engine.getDelegatedTask();
        return false;
    }

    private boolean unwrap(ByteBuffer records, ByteBuffer octets) throws SSLException {
        if (!records.hasRemaining() || engine.isInboundDone()) {
            return false;
        }
        checkRecord(records);
        SSLEngineResult result = engine.unwrap(records, octets);
        return isFinishedBy(result) || result.bytesConsumed() > 0;
    }

    /* The engine would take any octets for the beginning of a record of some later version, and wait for the rest of it. */
    private static void checkRecord(ByteBuffer records) {
        int at = records.position();
        byte type = records.get(at);
        boolean isRecord = type >= CHANGE_CIPHER_SPEC
                && type <= APPLICATION_DATA
                && (records.remaining() == 1 || records.get(at + 1) == MAJOR_VERSION);
        if (!isRecord) {
            throw new ProtocolException(Code.TLS_FAILED, "what came is not TLS");
        }
    }

    private boolean say(Consumer<byte[]> out) throws SSLException {
        ByteBuffer record = ByteBuffer.allocate(recordBytesMax());
        SSLEngineResult result = engine.wrap(NOTHING.duplicate(), record);
        boolean finished = isFinishedBy(result);
        if (record.position() > 0) {
            byte[] octets = new byte[record.flip().remaining()];
            record.get(octets);
            out.accept(octets);
        }
        return finished || result.bytesProduced() > 0;
    }

    /** The end of the handshake may come with a step that does nothing else; what has come behind it still waits then. */
    private boolean isFinishedBy(SSLEngineResult result) {
        boolean finished = result.getHandshakeStatus() == HandshakeStatus.FINISHED;
        established |= finished;
        return finished;
    }

    /**
     * Encrypts as much as there is room for records; nothing before this is established, or after {@link #close}.
     *
     * @throws SSLException if this can go no further
     */
    public void encrypt(ByteBuffer octets, ByteBuffer records) throws SSLException {
        while (established && octets.hasRemaining() && !engine.isOutboundDone()) {
            SSLEngineResult result = engine.wrap(octets, records);
            if (result.getStatus() != SSLEngineResult.Status.OK || result.bytesProduced() == 0) {
                return;
            }
        }
    }

    /** Ends this side; returns what is to be sent last, if anything: that nothing follows, or what was wrong. */
    public byte[] close() {
        ByteArrayOutputStream last = new ByteArrayOutputStream();
        try {
            engine.closeOutbound();
            while (begun && !engine.isOutboundDone() && say(last::writeBytes)) {
                // an alert may come before
            }
        } catch (SSLException e) {
            return last.toByteArray(); // it cannot even say so
        }
        return last.toByteArray();
    }

    /** Whether the certificate of the other side names this, as DNS name of its subject alternative names. */
    public boolean isNamed(String name) {
        try {
            Certificate[] shown = engine.getSession().getPeerCertificates();
            return shown[0] instanceof X509Certificate own && AlternativeNames.contain(own, name);
        } catch (SSLPeerUnverifiedException e) {
            return false;
        }
    }
}
