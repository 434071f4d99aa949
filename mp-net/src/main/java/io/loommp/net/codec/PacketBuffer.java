package io.loommp.net.codec;

import io.loommp.net.wire.Octets;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/* Collects what is written, up to a limit. */
final class PacketBuffer extends OutputStream {
    private static final int FIRST_BYTES_MIN = 32;

    private final int lengthMax;
    private byte[] octets;
    private int length;

    /** With room for so many octets at first, which is a guess. */
    PacketBuffer(int lengthMax, int first) {
        this.lengthMax = lengthMax;
        this.octets = new byte[Math.max(FIRST_BYTES_MIN, Math.min(first, lengthMax))];
    }

    @Override
    public void write(int octet) {
        reserve(1);
        put(octet);
    }

    @Override
    public void write(byte[] source, int offset, int count) {
        reserve(count);
        System.arraycopy(source, offset, octets, length, count);
        length += count;
    }

    /** Makes room for so many octets more, which need not all come. */
    void reserve(int count) {
        long needed = length + (long) count;
        if (needed > octets.length) {
            check(0);
            int room = (int) Math.max(needed, Math.min(2L * needed, lengthMax));
            octets = Arrays.copyOf(octets, room);
        }
    }

    /** Puts one octet where there is room. */
    void put(int octet) {
        octets[length++] = (byte) octet;
    }

    /**
     * Writes a text that is well-formed, and takes so many octets.
     *
     * @throws IllegalArgumentException if this is more than the limit
     */
    @SuppressWarnings("deprecation") // right for ASCII, and the only way of a text into an array without another array
    void utf8(String text, int count) {
        check(count);
        reserve(count);
        if (count == text.length()) { // ASCII
            text.getBytes(0, count, octets, length);
        } else {
            System.arraycopy(text.getBytes(StandardCharsets.UTF_8), 0, octets, length, count);
        }
        length += count;
    }

    /**
     * Writes a text as {@link #utf8} does, unless something in it has to be escaped in JSON; its length is checked in any case.
     *
     * @return false if something has; nothing is written then
     */
    boolean unescaped(String text, int count) {
        int before = length;
        utf8(text, count);
        boolean unescaped = Octets.endOfUnescaped(octets, before, length) == length;
        if (!unescaped) {
            length = before;
        }
        return unescaped;
    }

    /** @throws IllegalArgumentException if so many octets more are more than the limit */
    void check(int more) {
        if (length + (long) more > lengthMax) {
            throw new IllegalArgumentException(
                    "the message is longer than a packet may be, which is " + lengthMax + " octets");
        }
    }

    /** @throws IllegalArgumentException if it is more than the limit */
    byte[] toByteArray() {
        check(0);
        return length == octets.length ? octets : Arrays.copyOf(octets, length);
    }
}
