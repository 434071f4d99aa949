package io.loommp.net.codec;

import static io.loommp.net.codec.Cbor.EIGHT_BYTES;
import static io.loommp.net.codec.Cbor.INDEFINITE;
import static io.loommp.net.codec.Cbor.ONE_BYTE;

import io.loommp.net.wire.ProtocolException;
import io.loommp.net.wire.ProtocolException.Code;
import io.loommp.spi.ConfinedTo;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/*
 * The octets of one packet, read once from front to back: heads of items, and texts. What is declared is believed only if
 * so many octets are there.
 */
@ConfinedTo("one selector thread")
final class CborInput {
    static final CborInput NOTHING = new CborInput(new byte[0], 0, 0);

    private static final int BREAK = 0xff;

    private final byte[] octets;
    private final int end;
    private int at;

    CborInput(byte[] octets, int from, int end) {
        this.octets = octets;
        this.at = from;
        this.end = end;
    }

    static ProtocolException malformed(String detail) {
        return new ProtocolException(Code.MALFORMED_PACKET, detail);
    }

    boolean isAtEnd() {
        return at == end;
    }

    int octet() {
        if (at == end) {
            throw malformed("it ends too early");
        }
        return octets[at++] & 0xff;
    }

    /** Whether the next item is of this major type. */
    boolean isNext(int major) {
        return at < end && (octets[at] & 0xff) >> 5 == major;
    }

    /** Takes a break, if there is one. */
    boolean tryBreak() {
        if (at < end && (octets[at] & 0xff) == BREAK) {
            at++;
            return true;
        }
        return false;
    }

    /** An integer of so many octets. */
    long big(int count) {
        need(count);
        long value = 0;
        for (int i = 0; i < count; i++) {
            value = (value << 8) | (octets[at++] & 0xff);
        }
        return value;
    }

    private void need(long count) {
        if (count < 0 || count > end - at) {
            throw malformed("it ends too early");
        }
    }

    /** The argument of an item; all 64 bits of it may be used. */
    long argument(int head) {
        int information = head & 0x1f;
        if (information < ONE_BYTE) {
            return information;
        }
        if (information > EIGHT_BYTES) {
            throw malformed("additional information " + information);
        }
        return big(1 << (information - ONE_BYTE));
    }

    boolean isDefinite(int head) {
        return (head & 0x1f) != INDEFINITE;
    }

    /** How many items an array has, or pairs of items a map. */
    long count(int head, int itemsEach) {
        long count = argument(head);
        if (count < 0 || count > (end - at) / itemsEach) {
            throw malformed("it ends too early");
        }
        return count;
    }

    // ---- strings ----

    /** A byte string as the text of one character for each octet. */
    String latin1(int head) {
        return string(head, StandardCharsets.ISO_8859_1);
    }

    /** A text string. */
    String utf8(int head) {
        return string(head, StandardCharsets.UTF_8);
    }

    /** A byte string of so many octets at most, those of no value at its front not counted. */
    byte[] octets(int head, int countMax) {
        byte[] all = latin1(head).getBytes(StandardCharsets.ISO_8859_1);
        int zeros = 0;
        while (zeros < all.length && all[zeros] == 0) {
            zeros++;
        }
        if (all.length - zeros > countMax) {
            throw malformed("a number is too long");
        }
        return Arrays.copyOfRange(all, zeros, all.length);
    }

    private String string(int head, Charset charset) {
        if (isDefinite(head)) {
            return piece(head, charset);
        }
        StringBuilder pieces = new StringBuilder();
        while (!tryBreak()) {
            int chunk = octet();
            if (chunk >> 5 != head >> 5 || !isDefinite(chunk)) {
                throw malformed("a chunk of another type");
            }
            pieces.append(piece(chunk, charset));
        }
        return pieces.toString();
    }

    private String piece(int head, Charset charset) {
        long count = argument(head);
        need(count);
        String text = charset.equals(StandardCharsets.UTF_8)
                ? Texts.fromUtf8(octets, at, (int) count)
                : new String(octets, at, (int) count, charset);
        at += (int) count;
        return text;
    }
}
