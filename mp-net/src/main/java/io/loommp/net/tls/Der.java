package io.loommp.net.tls;

import java.io.ByteArrayOutputStream;

/* As much of DER as it takes to put the older forms of private keys into the one that Java reads. */
final class Der {
    static final int INTEGER = 0x02;
    static final int OCTET_STRING = 0x04;
    static final int SEQUENCE = 0x30;
    static final int CONTEXT_0 = 0xa0;

    private Der() {}

    /** A value of these parts. */
    static byte[] value(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.write(tag);
        writeLength(all, content.size());
        all.writeBytes(content.toByteArray());
        return all.toByteArray();
    }

    private static void writeLength(ByteArrayOutputStream out, int length) {
        if (length < 0x80) {
            out.write(length);
            return;
        }
        int octets = (Integer.SIZE - Integer.numberOfLeadingZeros(length) + 7) / 8;
        out.write(0x80 | octets);
        for (int i = octets - 1; i >= 0; i--) {
            out.write(length >>> (8 * i));
        }
    }

    /**
     * The content of the first value with that tag within a sequence; empty if there is none.
     *
     * @throws IndexOutOfBoundsException or {@link IllegalArgumentException} if this is no DER
     */
    static byte[] find(byte[] sequence, int tag) {
        int at = contentStart(sequence, 0);
        while (at < sequence.length) {
            int start = contentStart(sequence, at);
            int end = Math.addExact(start, length(sequence, at));
            if ((sequence[at] & 0xff) == tag) {
                return slice(sequence, start, end);
            }
            at = end;
        }
        return new byte[0];
    }

    private static byte[] slice(byte[] octets, int start, int end) {
        byte[] slice = new byte[end - start];
        System.arraycopy(octets, start, slice, 0, slice.length);
        return slice;
    }

    private static int contentStart(byte[] octets, int at) {
        int first = octets[at + 1] & 0xff;
        return at + 2 + (first < 0x80 ? 0 : first & 0x7f);
    }

    private static int length(byte[] octets, int at) {
        int first = octets[at + 1] & 0xff;
        if (first < 0x80) {
            return first;
        }
        int length = 0;
        for (int i = 0; i < (first & 0x7f); i++) {
            length = Math.addExact(Math.multiplyExact(length, 0x100), octets[at + 2 + i] & 0xff);
        }
        return length;
    }
}
