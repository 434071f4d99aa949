package io.loommp.net.codec;

import io.loommp.net.wire.ProtocolException;
import io.loommp.net.wire.ProtocolException.Code;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/* Which texts travel: all but those with half of a surrogate pair, which has no UTF-8. */
final class Texts {
    private Texts() {}

    static boolean isWellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (!isPair(text, i)) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }

    private static boolean isPair(String text, int at) {
        return Character.isHighSurrogate(text.charAt(at))
                && at + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(at + 1));
    }

    /**
     * The text of octets in UTF-8.
     *
     * @throws ProtocolException if they are none
     */
    static String fromUtf8(byte[] octets, int from, int count) {
        String text = new String(octets, from, count, StandardCharsets.UTF_8);
        if (text.indexOf('\ufffd') >= 0) { // which is also for what is malformed
            try {
                StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets, from, count));
            } catch (CharacterCodingException e) {
                throw new ProtocolException(Code.MALFORMED_PACKET, "a text is not UTF-8");
            }
        }
        return text;
    }

    /** How many octets a text takes in UTF-8; less than 0 if it is not well-formed. */
    static int utf8Length(String text) {
        long more = 0; // than one for each character
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                if (!Character.isSurrogate(c)) {
                    more += c < 0x800 ? 1 : 2;
                } else if (isPair(text, i)) {
                    more += 2; // four for two characters
                    i++;
                } else {
                    return -1;
                }
            }
        }
        return (int) Math.min(text.length() + more, Integer.MAX_VALUE);
    }
}
