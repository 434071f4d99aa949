package io.loommp.net.hostile;

import static io.loommp.net.hostile.HostileStream.IGNORED;
import static io.loommp.net.hostile.HostileStream.PACKET_BYTES_MAX;
import static io.loommp.net.hostile.HostileStream.TAKEN;
import static io.loommp.net.hostile.HostileStream.WAITS;

import io.loommp.net.codec.Framing;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;

/** Hostile CBOR. */
final class HostileCbor {
    private static final String MALFORMED = "MALFORMED_PACKET";
    private static final String TOO_LONG = "PACKET_TOO_LONG";
    private static final String TOO_DEEP = "NESTED_TOO_DEEP";

    private static final List<String> MAJORS =
            List.of("unsigned", "negative", "bytes", "text", "array", "map", "tag", "simple");

    /** The beginning of a packet of one element for the port p. */
    private static final String ONE = "826170";

    private final Consumer<HostileStream> sink;

    private HostileCbor(Consumer<HostileStream> sink) {
        this.sink = sink;
    }

    /** Makes them, one after the other, as together they are large. */
    static void each(Consumer<HostileStream> sink) {
        HostileCbor cbor = new HostileCbor(sink);
        cbor.noArrays();
        cbor.heads();
        cbor.breaks();
        cbor.chunks();
        cbor.declaredLengths();
        cbor.simpleValues();
        cbor.floats();
        cbor.keys();
        cbor.tags();
        cbor.numbers();
        cbor.brokenUtf8();
        cbor.depth();
        cbor.size();
        cbor.names();
    }

    private void add(String expected, String name, String hex) {
        sink.accept(new HostileStream(Framing.CBOR, name, HexFormat.of().parseHex(hex), expected));
    }

    private void addEach(String expected, String what, String... hex) {
        for (String octets : hex) {
            add(expected, what + ' ' + octets, octets);
        }
    }

    private static String head(int major, int information) {
        return "%02x".formatted(major << 5 | information);
    }

    private void noArrays() {
        addEach(
                MALFORMED,
                "no array",
                "00",
                "17",
                "1818",
                "1b0000000000000000",
                "20",
                "40",
                "4161",
                "60",
                "6161",
                "a0",
                "a10102",
                "c0",
                "c180",
                "c28101",
                "d81980",
                "d81a80",
                "d90100",
                "f4",
                "f5",
                "f6",
                "f7",
                "f93e00",
                "e0",
                "f8ff",
                "ff",
                "5f",
                "7f",
                "bf",
                "ff80",
                "80ff",
                "8000",
                "5b225d",
                "0a",
                "d9d9f700",
                "d9d9f7a0",
                "d9d9f7d9d9f760",
                "474554202f",
                "160301");
        addEach(
                WAITS,
                "unfinished",
                "81",
                "9f",
                "98",
                "9b00000000",
                "8261",
                "826170",
                "8161",
                "9f8180",
                "d9d9f7",
                "d9");
    }

    private void heads() {
        for (int major = 0; major < 8; major++) {
            for (int information = 28; information < 31; information++) {
                String head = head(major, information);
                add(MALFORMED, "additional information %d of %s".formatted(information, MAJORS.get(major)), ONE + head);
                add(MALFORMED, "the same, first of all, " + head, head);
            }
        }
        for (int major : new int[] {0, 1, 6}) {
            add(MALFORMED, "indefinite " + MAJORS.get(major), ONE + head(major, 31));
            add(MALFORMED, "indefinite %s in a list".formatted(MAJORS.get(major)), "9f6170" + head(major, 31) + "ff");
        }
        addEach(
                TAKEN,
                "longer head than needed",
                "980160",
                "9b000000000000000160",
                "817800",
                "815b0000000000000000",
                "82601b0000000000000001",
                "8260bb0000000000000000");
    }

    private void breaks() {
        addEach(
                MALFORMED,
                "stray break",
                "81ff",
                "8201ff",
                ONE + "ff",
                ONE + "81ff",
                ONE + "a1ff",
                ONE + "a101ff",
                ONE + "bf01ff",
                ONE + "bf010203ff",
                ONE + "c1ff",
                ONE + "9fc1ff",
                ONE + "9fd9d9f7ff",
                ONE + "9f81ff",
                ONE + "9fa1ff",
                ONE + "bf01c1ff",
                "9fffff",
                "9f9fffffff");
        addEach(TAKEN, "break in its place", "9fff", "9f60ff", "9f409fffbfffff", "9f607fff5fffff", "9f60bfffff");
    }

    private void chunks() {
        for (int major : new int[] {2, 3}) {
            for (int other = 0; other < 8; other++) {
                if (other != major) {
                    String chunk = head(other, 1).equals("e1") ? "f5" : head(other, 1) + "00";
                    add(
                            MALFORMED,
                            "chunk of %s in %s".formatted(MAJORS.get(other), MAJORS.get(major)),
                            ONE + head(major, 31) + chunk + "ff");
                }
            }
            add(
                    MALFORMED,
                    "indefinite chunk in " + MAJORS.get(major),
                    ONE + head(major, 31) + head(major, 31) + "ffff");
            add(MALFORMED, "array of indefinite length in " + MAJORS.get(major), ONE + head(major, 31) + "9fffff");
            add(MALFORMED, "map of indefinite length in " + MAJORS.get(major), ONE + head(major, 31) + "bfffff");
            add(
                    TAKEN,
                    "empty chunks in " + MAJORS.get(major),
                    ONE + head(major, 31) + head(major, 0).repeat(1000) + "ff");
            add(
                    TAKEN,
                    "a million empty chunks in " + MAJORS.get(major),
                    ONE + head(major, 31) + head(major, 0).repeat(1_000_000) + "ff");
            add(
                    TOO_LONG,
                    "chunks that do not end in " + MAJORS.get(major),
                    ONE + head(major, 31) + head(major, 0).repeat(PACKET_BYTES_MAX));
        }
        add(MALFORMED, "character split between chunks", ONE + "7f61c361a9ff");
        add(MALFORMED, "chunk that is no UTF-8", ONE + "7f616161ffff");
    }

    private void declaredLengths() {
        for (int major = 2; major < 6; major++) {
            for (String length : List.of(
                    "1a00200000",
                    "1a7fffffff",
                    "1a80000000",
                    "1affffffff",
                    "1b0000000100000000",
                    "1b3fffffffffffffff",
                    "1b4000000000000000",
                    "1b7fffffffffffffff",
                    "1b8000000000000000",
                    "1b8000000000000001",
                    "1bffffffffffffffff")) {
                String head = head(major, Integer.parseInt(length.substring(0, 2), 16)) + length.substring(2);
                add(TOO_LONG, "%s that declares %s".formatted(MAJORS.get(major), length.substring(2)), ONE + head);
            }
            add(WAITS, "%s that declares what fits".formatted(MAJORS.get(major)), ONE + head(major, 26) + "000fff00");
        }
        add(TOO_LONG, "the packet declares too many elements", "9a00200000");
        add(TOO_LONG, "the packet declares very many elements", "9bffffffffffffffff");
        add(TOO_LONG, "arrays that together declare too many elements", "9a00100000" + "9a00100000");
        add(TOO_LONG, "an array in each of 500 declares much", "9a00010000".repeat(500));
        add(TOO_LONG, "a chunk that declares too much", ONE + "5f5affffffff");
        add(TOO_LONG, "a key that declares too much", ONE + "a17affffffff");
        add(TOO_LONG, "a tag before what declares too much", ONE + "c25affffffff");
    }

    private void simpleValues() {
        for (int value = 0; value < 20; value++) {
            add(IGNORED, "simple value " + value, ONE + head(7, value));
        }
        for (int value = 0; value < 32; value++) {
            add(MALFORMED, "simple value %d in two octets".formatted(value), ONE + "f8%02x".formatted(value));
        }
        for (int value : new int[] {32, 33, 99, 127, 128, 254, 255}) {
            add(IGNORED, "simple value %d in two octets".formatted(value), ONE + "f8%02x".formatted(value));
        }
        add(TAKEN, "undefined", ONE + "f7");
    }

    private void floats() {
        for (String hex : List.of(
                "f97c00",
                "f9fc00",
                "f97e00",
                "f9fe00",
                "f97c01",
                "f97fff",
                "fa7f800000",
                "faff800000",
                "fa7fc00000",
                "fa7f800001",
                "faffffffff",
                "fb7ff0000000000000",
                "fbfff0000000000000",
                "fb7ff8000000000000",
                "fb7ff0000000000001",
                "fbffffffffffffffff")) {
            add(IGNORED, "float that is not finite, " + hex, ONE + hex);
            add(IGNORED, "the same as a key, " + hex, ONE + "a1" + hex + "01");
        }
        addEach(
                TAKEN,
                "odd float",
                ONE + "f90001",
                ONE + "f98000",
                ONE + "fa00000001",
                ONE + "fb8000000000000000",
                ONE + "fb0000000000000001",
                ONE + "fb7fefffffffffffff");
        add(TAKEN, "floats, many", "9a00030000" + "6170" + "fb3fb999999999999a".repeat(0x2ffff));
    }

    private void keys() {
        for (String key : List.of(
                "f4",
                "f5",
                "f6",
                "f7",
                "80",
                "8101",
                "a0",
                "a10101",
                "f93e00",
                "fa3fc00000",
                "fb3fb999999999999a",
                "e0",
                "9fff",
                "bfff",
                "c482200f",
                "c5822003",
                "d81900",
                "d81d00")) {
            add(IGNORED, "key " + key, ONE + "a1" + key + "01");
        }
        addEach(
                TAKEN,
                "odd key",
                ONE + "a10001",
                ONE + "a13b7fffffffffffffff01",
                ONE + "a1c1616101",
                ONE + "a1c242010001",
                ONE + "a15f4161ff01",
                ONE + "a14001",
                ONE + "a3416101616102616103");
        add(IGNORED, "map in the place of a key, deep", ONE + "a1".repeat(400) + "01".repeat(401));
    }

    private void tags() {
        addEach(
                IGNORED,
                "reference",
                ONE + "d81900",
                ONE + "d81903",
                ONE + "d81d00",
                ONE + "81d81d00",
                ONE + "a16161d81900",
                ONE + "d901008361616162d81900",
                ONE + "d81c81d81d00",
                ONE + "d8191bffffffffffffffff",
                ONE + "d8196161");
        addEach(
                TAKEN,
                "tag that says nothing here",
                ONE + "c074323031332d30332d32315432303a30343a30305a",
                ONE + "c11a514b67b0",
                ONE + "d81a82616101",
                ONE + "d81b82616101",
                ONE + "d81c80",
                ONE + "d9010080",
                ONE + "d9d9f7d9d9f701",
                ONE + "dbffffffffffffffff01",
                ONE + "d8206161",
                ONE + "d8184101",
                ONE + "d8258101");
        add(
                TAKEN,
                "object of a class that runs code",
                ONE + "d81a82" + "71" + hex("java.lang.Runtime") + "64" + hex("exec"));
        add(TAKEN, "Perl object", ONE + "d81a82" + "67" + hex("Foo::Ba") + "a0");
    }

    private static String hex(String ascii) {
        return HexFormat.of().formatHex(ascii.getBytes(StandardCharsets.US_ASCII));
    }

    private void numbers() {
        add(TAKEN, "bignum of 415 octets", ONE + "c259019f" + "ff".repeat(415));
        add(MALFORMED, "bignum of 416 octets", ONE + "c25901a0" + "ff".repeat(416));
        add(MALFORMED, "bignum of 417 octets", ONE + "c25901a1" + "ff".repeat(417));
        add(MALFORMED, "negative bignum of 417 octets", ONE + "c35901a1" + "01".repeat(417));
        add(MALFORMED, "bignum of a million octets", ONE + "c25a000f4240" + "ff".repeat(1_000_000));
        add(MALFORMED, "bignum in a million chunks", ONE + "c25f" + "4101".repeat(800_000) + "ff");
        add(TAKEN, "bignum of a million zeros", ONE + "c25a000f4240" + "00".repeat(1_000_000));
        addEach(
                TAKEN,
                "odd bignum",
                ONE + "c240",
                ONE + "c340",
                ONE + "c25fff",
                ONE + "c26161",
                ONE + "c2c24101",
                ONE + "c280");
        addEach(
                MALFORMED,
                "exponent",
                ONE + "c4821a0000753001",
                ONE + "c4823a0000753001",
                ONE + "c4821b7fffffffffffffff01",
                ONE + "c482c24901000000000000000001",
                ONE + "c5821a0000271001",
                ONE + "c5823a0000271001",
                ONE + "c5821b7fffffffffffffff01",
                ONE + "c4823a7fffffff01",
                ONE + "c5823a7fffffff01",
                ONE + "c582c34901000000000000000001");
        add(MALFORMED, "exponent and mantissa together", ONE + "c5821907d0c258d0" + "ff".repeat(208));
        addEach(
                TAKEN,
                "odd fraction",
                ONE + "c480",
                ONE + "c4820101",
                ONE + "c483010101",
                ONE + "c482616101",
                ONE + "c401",
                ONE + "c482f6f6",
                ONE + "c5820000",
                ONE + "c48200c4820001",
                ONE + "c4c4822001");
        add(TAKEN, "decimal fractions, many", "9a000186a1" + "6170" + "c482190bb801".repeat(100_000));
        add(
                TOO_LONG,
                "floats to the base of two that take long, many",
                "9a00030000" + "6170" + "c5823904af03".repeat(0x2ffff));
        add(TAKEN, "bignums of 400 octets, many", "9a00001388" + "6170" + ("c2590190" + "7f".repeat(400)).repeat(4999));
    }

    private void brokenUtf8() {
        for (String hex : BrokenUtf8.ALL) {
            String text = head(3, hex.length() / 2) + hex;
            add(MALFORMED, "utf-8 " + hex, ONE + text);
            add(MALFORMED, "utf-8 " + hex + " as a key", ONE + "a1" + text + "01");
            add(MALFORMED, "utf-8 " + hex + " as the port's name", "81" + text);
            add(TAKEN, "the same octets as a byte string, " + hex, ONE + head(2, hex.length() / 2) + hex);
        }
    }

    private void depth() {
        add(TAKEN, "depth 512 of arrays", "826170" + "81".repeat(510) + "80");
        add(TOO_DEEP, "depth 513 of arrays", "826170" + "81".repeat(511) + "80");
        add(TAKEN, "depth 512 of maps", ONE + "a101".repeat(510) + "a0");
        add(TOO_DEEP, "depth 513 of maps", ONE + "a101".repeat(511) + "a0");
        add(TAKEN, "depth 512 of tags", ONE + "c1".repeat(511) + "01");
        add(TOO_DEEP, "depth 513 of tags", ONE + "c1".repeat(512) + "01");
        add(TOO_DEEP, "depth 513 of all", ONE + "81c1a10181".repeat(128) + "01");
        add(TOO_DEEP, "depth 513 of indefinite lengths", "9f".repeat(513));
        add(TOO_DEEP, "depth of a million", "81".repeat(1_000_000));
        add(TOO_DEEP, "a million tags", "81" + "c1".repeat(1_000_000));
        add(TOO_DEEP, "a million tags before the array", "d9d9f7".repeat(600_000) + "80");
        add(TOO_DEEP, "depth in the places of keys", ONE + "a1".repeat(512));
        add(TAKEN, "depth of 512, again and again", "983260" + ("81".repeat(510) + "80").repeat(49));
    }

    private void size() {
        add(TAKEN, "bytes as long as a packet may be", "82605a001ffff9" + "00".repeat(PACKET_BYTES_MAX - 7));
        add(TOO_LONG, "bytes one octet longer", "82605a001ffffa" + "00".repeat(PACKET_BYTES_MAX - 6));
        add(TOO_LONG, "array that does not end", "9f" + "00".repeat(PACKET_BYTES_MAX));
        add(TOO_LONG, "map that does not end", ONE + "bf" + "00".repeat(PACKET_BYTES_MAX));
        add(TOO_LONG, "empty arrays, many", "9f6170" + "80".repeat(1_000_000) + "ff");
        add(TOO_LONG, "empty maps, many", "9f6170" + "a0".repeat(1_000_000) + "ff");
        add(TOO_LONG, "empty texts, many", "9f6170" + "60".repeat(1_000_000) + "ff");
        add(TOO_LONG, "arrays in arrays, many", "9f6170" + "8180".repeat(500_000) + "ff");
        add(TAKEN, "small numbers, many", "9f6170" + "01".repeat(1_000_000) + "ff");
        add(TAKEN, "keys that are the same, many", ONE + "bf" + "616101".repeat(100_000) + "ff");
        add(TAKEN, "keys with one hash, many", ONE + "bf" + collidingKeys() + "ff");
        add(TAKEN, "wide characters, many", ONE + "7a00100002" + "e298ba".repeat(349_526));
        add(TAKEN, "replacement characters, many", ONE + "7a00100002" + "efbfbd".repeat(349_526));
        add(TAKEN, "packets, many", "816170".repeat(600_000));
        add(TAKEN, "keep-alives, many", "80".repeat(1_000_000));
        add(TAKEN, "references, many, and then a packet", ("9f6170" + "d81900".repeat(200_000) + "ff") + "80");
    }

    private static String collidingKeys() {
        StringBuilder keys = new StringBuilder();
        for (String key : SameHash.keys(13)) {
            keys.append("%02x%02x".formatted(3 << 5 | 24, key.length()))
                    .append(hex(key))
                    .append("01");
        }
        return keys.toString();
    }

    private void names() {
        addEach(
                IGNORED,
                "no port's name",
                "81f6",
                "81f7",
                "81f5",
                "8180",
                "82810102",
                "81a0",
                "9ff6ff",
                "81e0",
                "81d81900",
                "81f97c00");
        addEach(TAKEN, "keep-alive", "80", "8160", "8140", "824040", "836060a0", "9fff", "d9d9f780", "815f40ff");
        addEach(
                TAKEN,
                "odd port's name",
                "8100",
                "8120",
                "81f93e00",
                "816123",
                "814100",
                "81c16170",
                "81c24101",
                "8260f6",
                "826080");
    }
}
