package io.loommp.net.transport;

import java.nio.ByteBuffer;

/* Octets that are kept until there is more of them, or room for them. */
final class Octets {
    static final byte[] NONE = {};

    private Octets() {}

    /** The ones and then the others. */
    static byte[] joined(byte[] first, byte[] then) {
        return joined(first, ByteBuffer.wrap(then));
    }

    /** The ones and then what a buffer still has, which is taken. */
    static byte[] joined(byte[] first, ByteBuffer then) {
        ByteBuffer all = ByteBuffer.allocate(first.length + then.remaining());
        return all.put(first).put(then).array();
    }

    /** What a buffer still has, which is taken. */
    static byte[] rest(ByteBuffer buffer) {
        return buffer.hasRemaining() ? joined(NONE, buffer) : NONE;
    }
}
