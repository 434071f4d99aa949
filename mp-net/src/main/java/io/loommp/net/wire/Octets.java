package io.loommp.net.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Looks through texts in JSON, at eight octets at once.
 *
 * @see <a href="https://doi.org/10.1145/360933.360994">L. Lamport, Multiple byte processing with full-word instructions</a>
 */
public final class Octets {
    /*
     * An octet below 0x80 from which more is taken than it has gets its highest bit: a space taken finds control characters; a 1
     * taken finds what was 0, and with XOR before, what was a certain character. What is not ASCII has that bit from the start,
     * and is masked. What is borrowed may give it to the octet above as well, so only the lowest one that is found is one for
     * sure.
     */
    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(
            long[].class, ByteOrder.LITTLE_ENDIAN); // the first octet is the lowest
    private static final long EACH = 0x0101010101010101L;
    private static final long HIGHEST_BITS = EACH << 7;
    private static final long SPACES = EACH * ' ';
    private static final long QUOTATION_MARKS = EACH * '"';
    private static final long BACKSLASHES = EACH * '\\';

    private Octets() {}

    /**
     * Where what may stand unescaped in a text ends (RFC 8259, section 7): at the first quotation mark, backslash or control
     * character.
     *
     * @return that place; {@code end} if there is none before it
     */
    public static int endOfUnescaped(byte[] octets, int from, int end) {
        int at = from;
        for (; end - at >= Long.BYTES; at += Long.BYTES) {
            long word = (long) WORD.get(octets, at);
            long less = ((word ^ QUOTATION_MARKS) - EACH) | ((word ^ BACKSLASHES) - EACH) | (word - SPACES);
            long found = less & ~word & HIGHEST_BITS;
            if (found != 0) {
                return at + Long.numberOfTrailingZeros(found) / Byte.SIZE;
            }
        }
        while (at < end && isUnescaped(octets[at] & 0xff)) {
            at++;
        }
        return at;
    }

    private static boolean isUnescaped(int octet) {
        return octet >= ' ' && octet != '"' && octet != '\\';
    }
}
