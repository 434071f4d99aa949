package io.loommp.net.transport;

import io.loommp.Message;
import io.loommp.Timer;
import io.loommp.kernel.Kernel;
import io.loommp.kernel.Unread;
import io.loommp.manage.LogText;
import io.loommp.net.codec.Framing;
import io.loommp.net.codec.PacketDecoder;
import io.loommp.net.codec.PacketEncoder;
import io.loommp.net.connect.KeepAlive;
import io.loommp.net.frame.Framer;
import io.loommp.net.io.Connection;
import io.loommp.net.io.Loop;
import io.loommp.net.wire.Packet;
import io.loommp.net.wire.ProtocolException;
import io.loommp.spi.KernelThread;
import io.loommp.spi.Link;
import io.loommp.spi.Planted;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection that is ready, over TCP. Senders encode in their own threads and leave the octets in an {@link Outbox}; its
 * selector thread packs them into writes, and decodes what it reads completely before it reads more.
 *
 * <p>A link is open until it is lost, for whatever reason: the first counts. From then on it takes nothing, and its selector
 * thread tells the kernel, which fires what hung on it, before another link to that node can come up (G4).
 */
final class TcpLink implements Link, Connection.Client, Unfinished.Source {
    /*
     * `flushing` is true while a flush is asked for, under way, or waits for the socket: it is the right to use `writer`. Only
     * who turns it on asks the selector thread for a flush, or, if it is a sender and the link is quiet, writes its packet
     * itself, and passes the right on if that was not all. Whoever has it turns it off when there is nothing more, and then
     * looks at the outbox once more; a sender adds to the outbox and then looks at `flushing`: one sees the other.
     */
    static final String OVERLOADED = "overloaded";

    private static final Logger LOG = LoggerFactory.getLogger(TcpLink.class);
    private static final String INTERNAL_ERROR = "internal error";
    private static final String END_OF_FILE = "Unexpected end-of-file";
    private static final int TURN_BYTES = 256 * 1024;
    private static final int LAST_WORDS_BYTES_MAX = 8 * 1024 * 1024;
    private static final int BEGUN_BYTES_FREE = 8 * 1024; // of a packet that is not complete, not worth to be counted

    private final String node;
    private final String address;
    private final Connection connection;
    private final LoopLinks neighbours;
    private final Loop loop;
    private final TcpTransport transport;
    private final Kernel kernel;
    private final PacketEncoder encoder;
    private final Limits limits;
    private final Outbox outbox;
    private final AtomicBoolean flushing = new AtomicBoolean();
    private final AtomicReference<@Nullable String> closeText = new AtomicReference<>();
    private final Runnable flush = this::flush;
    private final Work read = this::read;
    private final Work write = this::write;
    private final Work writeOn = this::writeOn;

    // what came from there
    private final Framer framer;
    private final PacketDecoder decoder;
    private final Framer.Sink packets = this::packet;
    private final Unread.Account account;
    private int begunBytes; // selector thread; counted in those of all links
    private @Nullable Timer pauseTimer; // selector thread
    private long pausedSinceNanos; // selector thread
    private volatile boolean paused; // selector thread

    // the rest is the selector thread's
    private boolean reading; // wanted
    private boolean writing; // wanted
    private final PackedWriter writer;
    private final KeepAlive alive;
    private @Nullable Timer aliveTimer;
    private boolean asked; // whether it is alive, by who would replace it
    private @Nullable Timer progressTimer;
    private boolean finishing;
    private boolean lost;

    /**
     * @param sending in which framing this side writes
     * @param receiving in which framing the other side writes
     */
    TcpLink(
            TcpTransport transport,
            LoopLinks neighbours,
            Connection connection,
            String node,
            String address,
            Framing sending,
            Framing receiving) {
        this.transport = transport;
        this.neighbours = neighbours;
        this.loop = neighbours.loop();
        this.connection = connection;
        this.node = node;
        this.address = address;
        this.kernel = transport.kernel();
        this.encoder = transport.encoder(sending);
        this.limits = transport.limits();
        this.outbox = FaultyOutbox.of(kernel, limits, transport.outboundGuard()::highWaterBytes);
        this.alive = new KeepAlive(limits.monitorTimeout(), loop.nanoTime());
        this.writer = new PackedWriter(loop, connection, outbox, alive);
        this.framer = receiving.framer(limits.packetBytesMax());
        this.decoder = neighbours.decoder(receiving);
        this.account = kernel.unread().open(node);
    }

    // ---- for the kernel, any thread ----

    @Override
    public String node() {
        return node;
    }

    @Override
    public boolean send(String port, Message message) {
        byte[] packet = encoder.encode(port, message);
        if (KernelThread.isCurrent()) {
            return handedOver(outbox.offer(packet), packet.length);
        }
        Outbox.Result result = outbox.put(packet);
        if (result != Outbox.Result.TAKEN || !wroteAtOnce(packet)) {
            return handedOver(result, packet.length);
        }
        return true;
    }

    @Override
    public boolean post(String port, Message message) {
        byte[] packet = encoder.encode(port, message);
        boolean notice = port.isEmpty() && message.hasTag("kil0");
        return handedOver(notice ? outbox.offerNotice(packet) : outbox.offer(packet), packet.length);
    }

    @Override
    public boolean isCrowded() {
        return outbox.isCrowded();
    }

    @Override
    public boolean isCrowded(Runnable whenNot) {
        return outbox.isCrowded(() -> loop.execute(whenNot));
    }

    /** How much is on its way there; nothing, if it takes no more; any thread. */
    long outboundBytes() {
        return outbox.isClosed() ? 0 : outbox.bytes();
    }

    private boolean handedOver(Outbox.Result result, int bytes) {
        switch (result) {
            case TAKEN -> {
                boolean crowded = outbox.isCrowded(); // before the selector thread writes to it
                askForFlush();
                if (crowded) {
                    transport.outboundGuard().crowded(bytes);
                }
            }
            case OVERFLOW -> close(OVERLOADED);
            case CLOSED, INTERRUPTED -> {}
        }
        return result == Outbox.Result.TAKEN;
    }

    /**
     * Writes a packet here and now, when nobody else writes, nothing has been written for a while, and the selector thread is
     * not busy: to wake it would take longer.
     *
     * @return false if somebody has to be asked to write
     */
    private boolean wroteAtOnce(byte[] packet) {
        if (!connection.isWritableFromAnywhere()
                || loop.isBusy()
                || flushing.get()
                || !flushing.compareAndSet(false, true)) {
            return false;
        }
        boolean all;
        try {
            all = writesAll(packet);
        } catch (Throwable t) { // for want of stack or memory: what has been written of it is not known
            close(INTERNAL_ERROR);
            throw t;
        }
        if (!all) {
            if (outbox.isCrowded()) {
                transport.outboundGuard().crowded(packet.length);
            }
            return true;
        }
        flushing.set(false);
        return outbox.isEmpty()
                && !outbox.isClosed(); // if it is closed, the selector thread may wait for the last flush
    }

    /** Writes a packet, and has the selector thread write what is left, if anything is. */
    private boolean writesAll(byte[] packet) {
        boolean all;
        try {
            all = writer.writeAtOnce(packet);
        } catch (IOException e) {
            all = false; // the selector thread will find the same, and see to it
        }
        if (!all) {
            loop.execute(flush);
        }
        return all;
    }

    private void askForFlush() {
        if (!flushing.get() && flushing.compareAndSet(false, true)) {
            try {
                loop.execute(flush);
            } catch (Throwable t) { // for want of memory: who comes next asks
                flushing.set(false);
                throw t;
            }
        }
    }

    @Override
    public void close(String why) {
        outbox.close();
        if (closeText.compareAndSet(null, why)) {
            try {
                loop.execute(() -> lose(why));
            } catch (Throwable t) { // for want of memory: who comes next closes it
                closeText.set(null);
                throw t;
            }
        }
    }

    // ---- its life, on the selector thread ----

    /**
     * Takes the connection into use, or closes it if there is one to that node already.
     *
     * @param unsent the end of what this side says in the handshake, to be written first
     * @param unread what came behind the end of what the other side said
     */
    void open(byte[] unsent, byte[] unread) {
        boolean mayBeUp = false;
        try {
            LOG.trace("{} connected as {}.", address, LogText.escape(node));
            connection.enter(loop, this);
            reading = true;
            if (unsent.length > 0) {
                handedOver(outbox.offer(unsent), unsent.length);
            }
            boolean added = neighbours.add(this);
            mayBeUp = added; // a failure in the call below may come before or after it took the link
            if (!added || !kernel.linkUp(this, address)) {
                mayBeUp = false;
                if (kernel.has(Planted.LOSING_CONNECTION_DELIVERS)) {
                    return;
                }
                LOG.debug("closed a second connection to {}, {}", LogText.escape(node), address);
                discard();
                return;
            }
            transport.linkUp(this);
        } catch (Throwable t) {
            LOG.error("the connection to {}, {}, cannot be used", LogText.escape(node), address, t);
            if (mayBeUp) {
                lose(INTERNAL_ERROR);
            } else {
                discard();
            }
            return;
        }
        guarded(() -> framer.accept(unread, 0, unread.length, packets));
        guarded(this::checkAlive);
    }

    private void discard() {
        lost = true;
        account.close();
        begun(0);
        outbox.close();
        connection.close();
        neighbours.remove(this);
        LOG.trace("{} disconnected - not used.", address);
    }

    /** Writes what there is, says that it was all, and closes when the other side has done the same. */
    void finish() {
        if (!finishing) {
            finishing = true;
            outbox.close();
            askForFlush();
            resume(); // what comes is not looked at any more, but its end is
        }
    }

    /** The connection is gone, or has to go; the first text counts. */
    void lose(String text) {
        if (lost) {
            return;
        }
        lost = true;
        String first = closeText.compareAndExchange(null, text);
        String why = first == null ? text : first;
        try {
            letGo();
        } finally { // whatever fails before: a node that is not told would take it for up for ever
            try {
                kernel.linkDown(this, why);
            } finally {
                transport.linkLost(this);
                neighbours.remove(this);
            }
        }
        LOG.trace("{} disconnected - {}.", address, LogText.escape(why)); // behind all that must not be left out
    }

    private void letGo() {
        try {
            account.close();
            begun(0);
            outbox.close();
            cancel(progressTimer);
            cancel(pauseTimer);
            cancel(aliveTimer);
        } finally {
            try {
                connection.close(); // or it would be ready for ever
            } finally {
                transport.linkDown(this);
            }
        }
    }

    private static void cancel(@Nullable Timer timer) {
        if (timer != null) {
            timer.cancel();
        }
    }

    @FunctionalInterface
    private interface Work {
        void run() throws IOException;
    }

    /** The one place where what goes wrong with a connection closes it, and nothing else (S15). */
    private void guarded(Work work) {
        try {
            if (!lost) {
                work.run();
            }
        } catch (IOException e) {
            lose(Sockets.text(e));
        } catch (ProtocolException e) {
            lose(String.valueOf(e.getMessage()));
        } catch (Throwable t) {
            LOG.error("the connection to {} failed; it is closed", LogText.escape(node), t);
            lose(INTERNAL_ERROR);
        }
    }

    @Override
    public void ready(boolean readable, boolean writable) {
        if (readable) {
            guarded(read);
        }
        if (writable) {
            guarded(writeOn);
        }
    }

    private void wantReading(boolean wanted) {
        reading = wanted;
        connection.want(reading, writing);
    }

    private void wantWriting(boolean wanted) {
        writing = wanted;
        connection.want(reading, writing);
    }

    // ---- reading ----

    private void read() throws IOException {
        int left = TURN_BYTES;
        int count;
        do {
            count = readOnce();
            left -= count;
        } while (count == loop.readBuffer().capacity() && left > 0); // less than that was all there is
        transport.unreadGuard().check();
    }

    /** Reads and delivers what is there, up to a buffer of it; how many octets that were. */
    private int readOnce() throws IOException {
        ByteBuffer in = loop.readBuffer().clear();
        int count = connection.read(in);
        if (count < 0) {
            lose(END_OF_FILE);
            return 0;
        }
        if (count > 0) {
            heard();
        }
        if (!finishing) {
            framer.accept(in.array(), in.arrayOffset(), count, packets);
            begun(framer.keptBytes());
        }
        return count;
    }

    /** So much is kept of a packet that has begun. */
    private void begun(int bytes) {
        int counted = lost || bytes <= BEGUN_BYTES_FREE ? 0 : bytes;
        if (counted != begunBytes) {
            begunBytes = counted;
            transport.unfinished().keeps(this, counted);
        }
    }

    private void packet(byte[] octets, int offset, int length) {
        begun(0); // the next one may have begun when this method is called again
        Packet packet = decoder.decode(octets, offset, length);
        if (packet == null) {
            kernel.ignore(this, "(a packet without a port's name)");
        } else if (!packet.isKeepAlive()) {
            Message message = packet.message();
            kernel.receive(this, packet.port(), message, account, message.estimatedBytes());
        }
    }

    /** About how much heap is kept by what came from there and was not read; any thread. */
    long unreadBytes() {
        return account.total();
    }

    /** Whether it is not read for a while; any thread. */
    @Override
    public boolean isPaused() {
        return paused;
    }

    /** Reads nothing for a while, because too much is unread; any thread. */
    void pauseReading() {
        if (!paused) {
            loop.execute(this::pause);
        }
    }

    /** Reads on, as there is room again; any thread. */
    void resumeReading() {
        if (paused) {
            loop.execute(this::resume);
        }
    }

    private void pause() {
        if (lost || paused) {
            return;
        }
        paused = true;
        alive.suspend();
        pausedSinceNanos = loop.nanoTime();
        wantReading(false);
        pauseTimer = loop.after(limits.unreadPauseMax(), this::checkPause);
        if (!kernel.unread().isOverLimit()) {
            resume(); // it was read meanwhile, by somebody who did not see that this link is paused
        }
    }

    private void checkPause() {
        long pausedNanos = loop.nanoTime() - pausedSinceNanos;
        if (!paused || pausedNanos < limits.unreadPauseMax().toNanos()) {
            return; // that is a later pause
        }
        if (transport.unreadGuard().isAtFault(this)) {
            lose(OVERLOADED);
        } else {
            resume(); // what it brought was read
        }
    }

    private void resume() {
        if (lost || !paused) {
            return;
        }
        paused = false;
        alive.resume(loop.nanoTime());
        cancel(pauseTimer);
        int kept = begunBytes;
        begun(0);
        begun(kept); // it was not to blame that nothing came
        wantReading(true);
    }

    // ---- keep-alive ----

    private void heard() {
        alive.heard(loop.nanoTime());
        if (asked) {
            asked = false;
            transport.linkHeard(this);
        }
    }

    /** Whether it was heard within the keep-alive interval; any thread. */
    boolean isHeardLately() {
        return alive.isHeardLately(loop.nanoTime());
    }

    /** Another connection would take its place: has {@link TcpTransport#linkHeard} be told when it shows that it lives. */
    void ask() {
        loop.execute(() -> {
            if (isHeardLately()) { // it was heard in between
                transport.linkHeard(this);
            } else {
                asked = true;
                guarded(this::checkAlive);
            }
        });
    }

    private void checkAlive() {
        if (finishing) {
            return;
        }
        switch (alive.check(loop.nanoTime())) {
            case ALIVE -> {}
            case PROBE -> {
                byte[] probe = encoder.encode("", transport.probe());
                writer.watch(probe);
                handedOver(outbox.offer(probe), probe.length);
            }
            case LOST -> {
                lose("keep-alive timeout");
                return;
            }
        }
        cancel(aliveTimer);
        aliveTimer = loop.afterNanos(alive.nanosUntilCheck(loop.nanoTime()), () -> guarded(this::checkAlive));
    }

    // ---- writing ----

    private void flush() {
        guarded(write);
    }

    private void writeOn() throws IOException {
        wantWriting(false);
        write();
    }

    private void write() throws IOException {
        try {
            switch (writer.write()) {
                case DONE -> rest();
                case MORE -> loop.execute(flush); // others have their turn
                case BLOCKED -> awaitSocket();
            }
        } catch (IOException e) {
            hearLastWords();
            lose(Sockets.text(e));
        }
    }

    /** There is nothing to write. */
    private void rest() throws IOException {
        flushing.set(false);
        if (!outbox.isEmpty()) {
            askForFlush(); // in the next turn, should somebody be between the two steps of adding
        } else if (finishing && outbox.isWritten()) {
            connection.shutdownOutput();
        }
    }

    /** The socket takes nothing at the moment; if that lasts, the other node is lost. */
    private void awaitSocket() {
        wantWriting(true);
        if (progressTimer == null) {
            progressTimer = loop.after(limits.writeProgressDeadline(), this::checkProgress);
        }
    }

    private void checkProgress() {
        progressTimer = null;
        if (lost || !writer.isBlocked()) {
            return;
        }
        long left = limits.writeProgressDeadline().toNanos() - writer.blockedNanos();
        if (left <= 0) {
            lose(OVERLOADED);
        } else {
            progressTimer = loop.afterNanos(left, this::checkProgress);
        }
    }

    /** Takes what the other side sent before it went; notices of its ports are among it (G6). */
    private void hearLastWords() throws IOException {
        outbox.close();
        int left = LAST_WORDS_BYTES_MAX;
        for (int count = readOnce(); count > 0 && left > 0; count = readOnce()) {
            left -= count;
        }
    }

    @Override
    public String toString() {
        return "link to " + LogText.escape(node) + " at " + address;
    }
}
