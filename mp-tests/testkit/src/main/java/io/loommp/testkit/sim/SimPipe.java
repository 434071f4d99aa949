package io.loommp.testkit.sim;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/*
 * One direction of a connection: octets, then perhaps their end, or a reset. They arrive in order; what is written together
 * may be read in pieces, and the other way round. The writer can go ahead of the reader by so many octets and no more.
 */
final class SimPipe {
    private static final byte[] END = {};
    private static final int[] WINDOWS = {700, 4_000, 16_000, 64_000};
    private static final int TINY_PIECE = 8;
    private static final int SMALL_PIECE = 400;

    private final SimNetwork network;
    private final Way way;
    private final Way back;
    private final SimConnection writer;
    private final SimConnection reader;
    private final int window;
    private final boolean inSmallPieces;
    private final ArrayDeque<byte[]> onTheirWay = new ArrayDeque<>();
    private final ArrayDeque<byte[]> arrived = new ArrayDeque<>();
    private int headTaken; // octets of the first of `arrived`
    private int unconfirmed; // octets
    private long lastArrival;
    private boolean ended; // by the writer
    private boolean endArrived;
    private @Nullable String broken; // a reset has arrived at the reader, or the reader has sent one

    SimPipe(SimNetwork network, Way way, Way back, SimConnection writer, SimConnection reader) {
        RandomGenerator random = network.random();
        this.network = network;
        this.way = way;
        this.back = back;
        this.writer = writer;
        this.reader = reader;
        this.window = WINDOWS[random.nextInt(WINDOWS.length)];
        this.inSmallPieces = random.nextInt(4) == 0;
    }

    // ---- the writer ----

    /** Takes what there is room for, or a part of that. */
    int write(ByteBuffer from) throws IOException {
        if (ended) {
            throw new IOException("Broken pipe");
        }
        int count = Math.min(from.remaining(), window - unconfirmed);
        if (count > 1 && network.random().nextInt(4) == 0) {
            count = 1 + network.random().nextInt(count);
        }
        if (count > 0) {
            byte[] octets = new byte[count];
            from.get(octets);
            unconfirmed += count;
            send(octets);
        }
        return count;
    }

    boolean isQuiet() {
        return unconfirmed == 0;
    }

    boolean isWritable() {
        return unconfirmed < window;
    }

    /** Nothing follows. */
    void end() {
        if (!ended) {
            ended = true;
            send(END);
        }
    }

    /** What is on its way may still arrive; then the reader is told that all is broken off. */
    void reset() {
        ended = true;
        lastArrival = way.send(lastArrival, this::arriveReset);
    }

    /** What arrives is the first of what is on its way, whichever was sent when: so an end waits behind octets that are held. */
    private void send(byte[] part) {
        onTheirWay.add(part);
        lastArrival = way.send(lastArrival, this::needsRoom, this::arrive);
    }

    @SuppressWarnings("ReferenceEquality") // the mark is itself
    private boolean needsRoom() {
        return !onTheirWay.isEmpty() && onTheirWay.element() != END;
    }

    /** A reset needs no room; octets that are held before it are lost. */
    private void arriveReset() {
        onTheirWay.clear();
        breakOff(network.random().nextBoolean());
    }

    @SuppressWarnings("ReferenceEquality") // the mark is itself
    private void arrive() {
        byte[] part = onTheirWay.poll();
        if (part == null) { // a reset has come before it
            return;
        }
        if (part == END) {
            endArrived = true;
            reader.wake();
        } else if (reader.isClosed()) {
            reader.host().answer(() -> back.send(0, writer::broken)); // nobody is there to take it
        } else {
            arrived.add(part);
            reader.wake();
        }
    }

    /** A reset has reached the reader. */
    void breakOff(boolean forgetsWhatArrived) {
        broken = "Connection reset";
        if (forgetsWhatArrived) {
            arrived.clear();
            headTaken = 0;
        }
        reader.wake();
    }

    // ---- the reader ----

    boolean isReadable() {
        return !arrived.isEmpty() || endArrived || broken != null;
    }

    boolean hasUnread() {
        return !arrived.isEmpty();
    }

    boolean isBroken() {
        return broken != null;
    }

    int read(ByteBuffer into) throws IOException {
        byte[] head = arrived.peek();
        if (head == null) {
            if (broken != null) {
                throw new IOException(broken);
            }
            return endArrived ? -1 : 0;
        }
        int most = inSmallPieces ? smallPiece() : into.remaining();
        int count = 0;
        while (head != null && count < most && into.hasRemaining()) {
            int taken = Math.min(Math.min(head.length - headTaken, most - count), into.remaining());
            into.put(head, headTaken, taken);
            count += taken;
            headTaken += taken;
            if (headTaken == head.length) {
                arrived.remove();
                headTaken = 0;
                head = arrived.peek();
            }
        }
        int confirmed = count;
        if (back.isDark() || !isWritable()) {
            back.send(0, () -> confirm(confirmed));
        } else {
            unconfirmed -= confirmed;
        }
        return count;
    }

    private int smallPiece() {
        RandomGenerator random = network.random();
        return 1 + random.nextInt(random.nextBoolean() ? TINY_PIECE : SMALL_PIECE);
    }

    private void confirm(int octets) {
        unconfirmed -= octets;
        writer.wake();
    }
}
