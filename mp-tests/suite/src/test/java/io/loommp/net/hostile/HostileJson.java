package io.loommp.net.hostile;

import static io.loommp.net.hostile.HostileStream.IGNORED;
import static io.loommp.net.hostile.HostileStream.PACKET_BYTES_MAX;
import static io.loommp.net.hostile.HostileStream.TAKEN;
import static io.loommp.net.hostile.HostileStream.WAITS;

import io.loommp.net.codec.Framing;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;

/** Hostile JSON. */
final class HostileJson {
    private static final String MALFORMED = "MALFORMED_PACKET";
    private static final String TOO_LONG = "PACKET_TOO_LONG";
    private static final String TOO_DEEP = "NESTED_TOO_DEEP";

    private final Consumer<HostileStream> sink;

    private HostileJson(Consumer<HostileStream> sink) {
        this.sink = sink;
    }

    /** Makes them, one after the other, as together they are large. */
    static void each(Consumer<HostileStream> sink) {
        HostileJson json = new HostileJson(sink);
        json.noArrays();
        json.brokenStructure();
        json.controlCharacters();
        json.brokenUtf8();
        json.brokenEscapes();
        json.numbers();
        json.depth();
        json.size();
        json.names();
    }

    private void add(String expected, String name, String text) {
        sink.accept(new HostileStream(Framing.JSON, name, text.getBytes(StandardCharsets.UTF_8), expected));
    }

    /** Texts short enough to be their own names. */
    private void addEach(String expected, String what, String... texts) {
        for (String text : texts) {
            add(expected, what + ' ' + text.replace('\n', ' '), text);
        }
    }

    private void noArrays() {
        addEach(
                MALFORMED,
                "no array",
                "{}",
                "{\"a\":1}",
                "\"text\"",
                "1",
                "-1",
                "0",
                "null",
                "true",
                "false",
                "NaN",
                "]",
                "}",
                ",",
                ":",
                "(",
                "\u0000",
                "\ufeff[]",
                "\u00a0[]",
                "\u2028[]",
                "/**/[]",
                "//\n[]",
                "#\n[]",
                "<a/>",
                "GET / HTTP/1.1\r\n\r\n",
                "\u0016\u0003\u0001",
                "[]x",
                "[],",
                "[]]",
                "[\"p\"]}");
    }

    private void brokenStructure() {
        addEach(
                MALFORMED,
                "structure",
                "[1,]",
                "[,1]",
                "[,]",
                "[1,,2]",
                "[1 2]",
                "[1:2]",
                "[\"a\" \"b\"]",
                "[1}",
                "[{\"a\":1]",
                "[{]",
                "[{}}",
                "[{\"a\"}]",
                "[{\"a\":}]",
                "[{\"a\" 1}]",
                "[{\"a\":1,}]",
                "[{,}]",
                "[{1:2}]",
                "[{a:1}]",
                "[{null:1}]",
                "[{\"a\":1 \"b\":2}]",
                "[{\"a\":1:2}]",
                "[{\"a\",1}]",
                "[[1,]]",
                "[tru]",
                "[True]",
                "[nul]",
                "[NULL]",
                "[fals]",
                "[undefined]",
                "[None]",
                "['a']",
                "[`a`]",
                "[/*c*/1]",
                "[1//c\n]",
                "[\"p\",#c\n1]",
                "[\"p\";1]",
                "[\"p\",=]",
                "[\"p\",@]",
                "[\"p\",\\u0031]",
                "[\"p\",\u00a01]",
                "[\"p\",\u000b1]",
                "[\"p\",\u000c1]",
                "[\"p\",\u00001]",
                "[\"p\",true1]",
                "[\"p\",nullnull]",
                "[\"p\",\"a\"1]",
                "[\"p\",{}{}]",
                "[\"p\",[][]]",
                "[\"p\",Date(1)]");
        addEach(WAITS, "unfinished", "[", "[[]", "[\"", "[\"\\", "[\"\\\"]", "[\"]", "[\"p\",{\"a\":[", " ", "\n\r\t ");
    }

    private void controlCharacters() {
        for (char c = 0; c < 0x20; c++) {
            add(MALFORMED, "control character %02x in a text".formatted((int) c), "[\"p\",\"a" + c + "b\"]");
            add(MALFORMED, "control character %02x in a key".formatted((int) c), "[\"p\",{\"" + c + "\":1}]");
        }
        add(TAKEN, "control character 7f in a text", "[\"p\",\"\u007f\"]");
        add(TAKEN, "control character 85 in a text", "[\"p\",\"\u0085\"]");
    }

    private void brokenUtf8() {
        for (String hex : BrokenUtf8.ALL) {
            add(MALFORMED, "utf-8 " + hex + " in a text", "[\"p\",\"", hex, "\"]");
            add(MALFORMED, "utf-8 " + hex + " in a key", "[\"p\",{\"", hex, "\":1}]");
            add(MALFORMED, "utf-8 " + hex + " in the port's name", "[\"", hex, "\"]");
        }
        add(MALFORMED, "utf-8 ff outside of texts", "[\"p\",", "ff", "]");
        add(MALFORMED, "utf-16", "", "feff005b005d", "");
        add(MALFORMED, "utf-16, the other way round", "[", "005d00", "]");
    }

    private void add(String expected, String name, String before, String hex, String behind) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        octets.writeBytes(before.getBytes(StandardCharsets.UTF_8));
        octets.writeBytes(HexFormat.of().parseHex(hex));
        octets.writeBytes(behind.getBytes(StandardCharsets.UTF_8));
        sink.accept(new HostileStream(Framing.JSON, name, octets.toByteArray(), expected));
    }

    private void brokenEscapes() {
        for (String escape : List.of(
                "\\x41",
                "\\a",
                "\\0",
                "\\'",
                "\\U0041",
                "\\u",
                "\\u1",
                "\\u12",
                "\\u123",
                "\\uzzzz",
                "\\u 123",
                "\\u+123",
                "\\ud800",
                "\\udbff",
                "\\udc00",
                "\\udfff",
                "\\udc00\\ud800",
                "\\ud800\\ud800",
                "\\ud800a",
                "\\ud800\\n",
                "\\\u00e9")) {
            add(MALFORMED, "escape " + escape + " in a text", "[\"p\",\"" + escape + "\"]");
            add(MALFORMED, "escape " + escape + " in a key", "[\"p\",{\"" + escape + "\":1}]");
            add(MALFORMED, "escape " + escape + " in the port's name", "[\"" + escape + "\"]");
        }
        add(TAKEN, "escape \\u0000", "[\"p\",\"\\u0000\"]");
        add(TAKEN, "escape of a pair", "[\"p\",\"\\ud83d\\ude00\"]");
    }

    private void numbers() {
        for (String number : List.of(
                "-",
                "+1",
                "--1",
                "-+1",
                "01",
                "-01",
                "00",
                ".5",
                "-.5",
                "1.",
                "1.e1",
                "1e",
                "1e+",
                "1e-",
                "1e1.5",
                "1ee1",
                "0x10",
                "0b1",
                "0o7",
                "1_000",
                "1,000.5.5",
                "1f",
                "1L",
                "1n",
                "NaN",
                "-NaN",
                "nan",
                "Infinity",
                "-Infinity",
                "+Infinity",
                "inf",
                "INF",
                "1e10001",
                "-1e10001",
                "1e-10001",
                "1e99999999999",
                "1e-99999999999",
                "0e10001",
                "1.5e+010001",
                "\u0661",
                "\uff11")) {
            add(MALFORMED, "number " + number, "[\"p\"," + number + "]");
        }
        String digits = "1".repeat(1001);
        add(MALFORMED, "number of 1,001 digits", "[\"p\"," + digits + "]");
        add(MALFORMED, "number of 1,001 digits, negative", "[\"p\",-" + digits + "]");
        add(MALFORMED, "number of 1,001 digits as the port's name", "[" + digits + "]");
        add(MALFORMED, "number of 1,001 digits behind the point", "[\"p\",0." + digits + "]");
        add(MALFORMED, "number of 1,001 digits before the point", "[\"p\"," + digits + ".0]");
        add(MALFORMED, "number of 1,001 digits and an exponent", "[\"p\"," + digits + "e5]");
        add(MALFORMED, "number with 1,000 digits of exponent", "[\"p\",1e" + "0".repeat(1000) + "1]");
        add(MALFORMED, "number of a million digits", "[\"p\"," + "9".repeat(1_000_000) + "]");
        add(TAKEN, "number of 1,000 digits", "[\"p\"," + "9".repeat(1000) + "]");
        add(TAKEN, "number with the exponent 10,000", "[\"p\",1e10000,1e-10000]");
        add(TAKEN, "number that is a negative zero", "[\"p\",-0,-0.0,-0e0]");
        add(TAKEN, "numbers of 1,000 digits, many", "[\"p\"" + ("," + "7".repeat(1000)).repeat(2000) + "]");
        add(TAKEN, "numbers with large exponents, many", "[\"p\"" + ",1.7e308".repeat(200_000) + "]");
        add(TAKEN, "numbers that no double is, many", "[\"p\"" + ",2e-9999".repeat(100_000) + "]");
    }

    private void depth() {
        add(TAKEN, "depth 512 of arrays", "[\"p\"," + "[".repeat(511) + "]".repeat(511) + "]");
        add(TOO_DEEP, "depth 513 of arrays", "[\"p\"," + "[".repeat(512) + "]".repeat(512) + "]");
        add(TAKEN, "depth 512 of maps", "[\"p\"," + "{\"a\":".repeat(511) + "1" + "}".repeat(511) + "]");
        add(TOO_DEEP, "depth 513 of maps", "[\"p\"," + "{\"a\":".repeat(512) + "1" + "}".repeat(512) + "]");
        add(TOO_DEEP, "depth 513 of both", "[\"p\"," + "[{\"a\":".repeat(256) + "1" + "}]".repeat(256) + "]");
        add(TOO_DEEP, "depth of a million", "[".repeat(1_000_000));
        add(TOO_DEEP, "depth of a million maps", "[" + "{\"a\":".repeat(300_000));
        add(MALFORMED, "depth in texts, which is none, and then a comma", "[\"" + "[".repeat(1000) + "\",]");
        add(
                TAKEN,
                "depth of 512, again and again",
                "[\"p\"" + ("," + "[".repeat(511) + "]".repeat(511)).repeat(50) + "]");
    }

    private void size() {
        add(TAKEN, "text as long as a packet may be", "[\"" + "x".repeat(PACKET_BYTES_MAX - 4) + "\"]");
        add(TOO_LONG, "text one octet longer", "[\"" + "x".repeat(PACKET_BYTES_MAX - 3) + "\"]");
        add(TOO_LONG, "text that does not end", "[\"" + "x".repeat(PACKET_BYTES_MAX));
        add(TOO_LONG, "space that does not end", "[" + " ".repeat(PACKET_BYTES_MAX));
        add(WAITS, "space between packets", "\n".repeat(2 * PACKET_BYTES_MAX));
        add(TOO_LONG, "number that does not end", "[1" + "1".repeat(PACKET_BYTES_MAX));
        add(TOO_LONG, "key that does not end", "[{\"" + "k".repeat(PACKET_BYTES_MAX));
        add(TAKEN, "key of a megabyte", "[\"p\",{\"" + "k".repeat(1_000_000) + "\":1}]");
        add(TOO_LONG, "empty lists, many", "[\"p\"" + ",[]".repeat(600_000) + "]");
        add(TOO_LONG, "empty maps, many", "[\"p\"" + ",{}".repeat(600_000) + "]");
        add(TOO_LONG, "empty texts, many", "[\"p\"" + ",\"\"".repeat(600_000) + "]");
        add(TAKEN, "small numbers, many", "[\"p\"" + ",1".repeat(1_000_000) + "]");
        add(TAKEN, "nulls, many", "[\"p\"" + ",null".repeat(400_000) + "]");
        add(TAKEN, "escapes, many", "[\"p\",\"" + "\\u0041".repeat(300_000) + "\"]");
        add(TAKEN, "wide characters, many", "[\"p\",\"" + "\u263a".repeat(600_000) + "\"]");
        add(TAKEN, "keys that are the same, many", "[\"p\",{" + "\"a\":1,".repeat(100_000) + "\"a\":2}]");
        add(TAKEN, "keys with one hash, many", "[\"p\",{" + collidingKeys() + "\"\":0}]");
        add(TAKEN, "packets, many", "[\"p\"]".repeat(300_000));
        add(TAKEN, "keep-alives, many", "[]".repeat(1_000_000));
    }

    /** 8,192 keys, all of one hash. */
    static String collidingKeys() {
        StringBuilder keys = new StringBuilder();
        for (String key : SameHash.keys(13)) {
            keys.append('"').append(key).append("\":1,");
        }
        return keys.toString();
    }

    private void names() {
        addEach(
                IGNORED,
                "no port's name",
                "[null]",
                "[true]",
                "[false,1]",
                "[[]]",
                "[[1],2]",
                "[{}]",
                "[{\"a\":1},2]",
                "[[\"p\"],\"x\"]");
        addEach(TAKEN, "keep-alive", "[]", "[\"\"]", "[\"\",\"\"]", "[\"\",\"\",{}]", "[ ]", "\n[\n]\n");
        addEach(
                TAKEN,
                "odd port's name",
                "[0]",
                "[-1.5e3]",
                "[\"#\"]",
                "[\" \"]",
                "[\"\\u0000\"]",
                "[\"\",null]",
                "[\"\",[]]");
        add(TAKEN, "port's name of a megabyte", "[\"" + "n".repeat(1_000_000) + "\",1]");
    }
}
