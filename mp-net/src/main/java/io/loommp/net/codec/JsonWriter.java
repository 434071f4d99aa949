package io.loommp.net.codec;

import io.loommp.net.wire.Octets;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;

/* Writes one packet as JSON, without white space; what is not ASCII as it is. */
final class JsonWriter extends PacketWriter {
    private static final char[] HEX = "0123456789ABCDEF".toCharArray();
    private static final int ESCAPE_BYTES_MAX = 6; // backslash, u and four digits

    private final PacketBuffer out;
    private boolean comma; // comes before the next value or key

    JsonWriter(PacketBuffer out) {
        this.out = out;
    }

    private void sign(char sign) {
        out.reserve(1);
        out.put(sign);
    }

    private void separate() {
        if (comma) {
            sign(',');
        }
        comma = true;
    }

    private void begin(char bracket) {
        separate();
        sign(bracket);
        comma = false;
    }

    private void end(char bracket) {
        sign(bracket);
        comma = true;
    }

    private void plain(String ascii) {
        separate();
        out.utf8(ascii, ascii.length());
    }

    @Override
    void nothing() {
        plain("null");
    }

    @Override
    void truth(boolean truth) {
        plain(truth ? "true" : "false");
    }

    @Override
    void integer(long integer) {
        plain(Long.toString(integer));
    }

    @Override
    void integer(BigInteger integer) {
        plain(integer.toString());
    }

    @Override
    void real(double number) {
        plain(Double.toString(number));
    }

    @Override
    void decimal(BigDecimal number) {
        plain(number.toString());
    }

    @Override
    void text(String text) {
        separate();
        quoted(text);
    }

    @Override
    void octets(byte[] octets) {
        text(new String(octets, StandardCharsets.ISO_8859_1));
    }

    @Override
    void beginList(int size) {
        begin('[');
    }

    @Override
    void endList() {
        end(']');
    }

    @Override
    void beginMap(int size) {
        begin('{');
    }

    @Override
    void endMap() {
        end('}');
    }

    @Override
    void key(String key) {
        separate();
        quoted(key);
        sign(':');
        comma = false;
    }

    // ---- texts ----

    private void quoted(String text) {
        int octets = Texts.utf8Length(text);
        if (octets < 0) {
            throw halfOfAPair();
        }
        sign('"');
        if (!out.unescaped(text, octets)) {
            escaped(text);
        }
        sign('"');
    }

    private void escaped(String text) {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        int at = 0;
        while (at < octets.length) {
            int next = Octets.endOfUnescaped(octets, at, octets.length);
            out.write(octets, at, next - at);
            if (next < octets.length) {
                escape(octets[next]);
            }
            at = next + 1;
        }
    }

    private void escape(int c) {
        out.reserve(ESCAPE_BYTES_MAX);
        out.put('\\');
        switch (c) {
            case '"', '\\' -> out.put(c);
            case '\b' -> out.put('b');
            case '\f' -> out.put('f');
            case '\n' -> out.put('n');
            case '\r' -> out.put('r');
            case '\t' -> out.put('t');
            default -> {
                out.put('u');
                out.put('0');
                out.put('0');
                out.put(HEX[c >> 4]);
                out.put(HEX[c & 0xf]);
            }
        }
    }
}
