package io.loommp.net.codec;

import io.loommp.net.wire.Octets;
import io.loommp.net.wire.ProtocolException;
import io.loommp.net.wire.ProtocolException.Code;
import io.loommp.spi.ConfinedTo;
import java.nio.charset.StandardCharsets;

/*
 * The octets of one packet in JSON, read once from front to back: signs, texts, and numbers as they are written. It takes what
 * RFC 8259 allows, and nothing more.
 */
@ConfinedTo("one selector thread")
final class JsonInput {
    static final JsonInput NOTHING = new JsonInput(new byte[0], 0, 0);

    /** What {@link #next} says at the end. */
    static final int END = -1;

    private static final int HEX_DIGITS = 4;

    private final byte[] octets;
    private final int end;
    private int at;

    JsonInput(byte[] octets, int from, int end) {
        this.octets = octets;
        this.at = from;
        this.end = end;
    }

    static ProtocolException malformed(String detail) {
        return new ProtocolException(Code.MALFORMED_PACKET, detail);
    }

    static ProtocolException notJson() {
        return malformed("it is not JSON");
    }

    /** Takes the next octet that is no white space. */
    int next() {
        while (at < end) {
            int octet = octets[at++] & 0xff;
            if (octet > ' ' || !(octet == ' ' || octet == '\n' || octet == '\r' || octet == '\t')) {
                return octet;
            }
        }
        return END;
    }

    /** Passes over the rest of a word whose first letter was taken. */
    void rest(String word) {
        for (int i = 1; i < word.length(); i++) {
            if (peek() != word.charAt(i)) {
                throw notJson();
            }
            at++;
        }
    }

    private int peek() {
        return at < end ? octets[at] & 0xff : END;
    }

    // ---- texts ----

    /** A text whose first quotation mark was taken. */
    String text() {
        String text = piece();
        return octets[at++] == '"' ? text : escaped(text);
    }

    /** What stands unescaped from here on, and ends at a quotation mark or a backslash. */
    private String piece() {
        int from = at;
        at = Octets.endOfUnescaped(octets, from, end);
        if (at == end || (octets[at] != '"' && octets[at] != '\\')) {
            throw notJson();
        }
        return Texts.fromUtf8(octets, from, at - from);
    }

    /** The text that begins with this, and goes on with an escape whose backslash was taken. */
    private String escaped(String before) {
        StringBuilder text = new StringBuilder(before);
        do {
            text.append(escape()).append(piece());
        } while (octets[at++] == '\\');
        return whole(text.toString());
    }

    /** Two escapes may make one character, or half of one. */
    private static String whole(String text) {
        if (!Texts.isWellFormed(text)) {
            throw malformed("half of a surrogate pair");
        }
        return text;
    }

    private char escape() {
        int sign = peek();
        at++;
        return switch (sign) {
            case '"', '\\', '/' -> (char) sign;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> unicode();
            default -> throw notJson();
        };
    }

    private char unicode() {
        int character = 0;
        for (int i = 0; i < HEX_DIGITS; i++) {
            int digit = peek();
            int value = digit < 0x80 ? Character.digit((char) digit, 16) : -1; // no digits of other scripts
            if (digit == END || value < 0) {
                throw notJson();
            }
            character = character << 4 | value;
            at++;
        }
        return (char) character;
    }

    // ---- numbers ----

    /** Where the octet stands that was taken last. */
    int taken() {
        return at - 1;
    }

    /** What was taken from there on, which is ASCII. */
    String textFrom(int from) {
        return new String(octets, from, at - from, StandardCharsets.ISO_8859_1);
    }

    /** Passes over a number whose first octet was taken; whether it is written as an integer. */
    boolean passNumber() {
        int first = octets[at - 1];
        if (first == '-') {
            first = peek();
            digit();
        }
        if (first != '0') { // nothing follows a zero at the front
            digits();
        }
        boolean integer = true;
        if (peek() == '.') {
            at++;
            digit();
            digits();
            integer = false;
        }
        if (peek() == 'e' || peek() == 'E') {
            at++;
            if (peek() == '+' || peek() == '-') {
                at++;
            }
            digit();
            digits();
            integer = false;
        }
        return integer;
    }

    private void digit() {
        if (!isDigit(peek())) {
            throw notJson();
        }
        at++;
    }

    private void digits() {
        while (isDigit(peek())) {
            at++;
        }
    }

    private static boolean isDigit(int octet) {
        return octet >= '0' && octet <= '9';
    }

    boolean isAtEnd() {
        return next() == END;
    }
}
