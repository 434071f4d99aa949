package io.loommp.net.codec;

import java.io.OutputStream;
import java.util.Arrays;

/* Collects what is written, up to a limit. What is short arrives in one piece, and is kept without a copy more. */
final class PacketBuffer extends OutputStream {
    private static final byte[] NOTHING = {};

    private final int lengthMax;
    private byte[] octets = NOTHING;
    private int length;

    PacketBuffer(int lengthMax) {
        this.lengthMax = lengthMax;
    }

    @Override
    public void write(int octet) {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    /** @throws IllegalArgumentException if this is more than the limit */
    @Override
    public void write(byte[] source, int offset, int count) {
        int needed = length + count;
        if (needed > lengthMax) {
            throw new IllegalArgumentException(
                    "the message is longer than a packet may be, which is " + lengthMax + " octets");
        }
        if (needed > octets.length) {
            long room = length == 0 ? count : 2L * needed;
            octets = Arrays.copyOf(octets, (int) Math.min(room, lengthMax));
        }
        System.arraycopy(source, offset, octets, length, count);
        length = needed;
    }

    byte[] toByteArray() {
        return length == octets.length ? octets : Arrays.copyOf(octets, length);
    }
}
