package io.loommp.hostile;

import static io.loommp.hostile.Attack.Outcome.CLOSED;
import static io.loommp.hostile.Attack.Outcome.IGNORED;
import static io.loommp.hostile.Attack.Outcome.OPEN;

import java.util.List;
import java.util.Map;

/** What a node of the network sends that is no packet, or one that is to burst something: S11 to S14. */
final class PacketAttacks {
    private static final int TOO_LONG = Target.PACKET_BYTES_MAX + 1;

    /** How a packet in CBOR begins that is for a port called x. */
    private static final String TO_X = "82 61 78";

    private PacketAttacks() {}

    static List<Attack> all() {
        Attacks table = new Attacks();
        lengths(table.rule("S11"));
        depthsAndNumbers(table.rule("S12"));
        noArrays(table.rule("S13"));
        brokenCbor(table.rule("S14"));
        return table.all();
    }

    /** S11: lengths. */
    private static void lengths(Attacks t) {
        t.json("a text without an end", CLOSED, "[\"x\",\"" + "x".repeat(TOO_LONG));
        t.json("an array without an end", CLOSED, "[" + "1,".repeat(TOO_LONG / 2));
        t.json("white space without an end", CLOSED, "[" + " ".repeat(TOO_LONG));
        t.json("a number without an end", CLOSED, "[" + "1".repeat(TOO_LONG));
        t.json("an object without an end", CLOSED, "[\"x\",{" + "\"k\":1,".repeat(TOO_LONG / 6));
        t.json("a whole packet that is too long", CLOSED, "[\"nobody\",\"" + "x".repeat(TOO_LONG) + "\"]");
        t.json("a million nulls", CLOSED, "[\"nobody\"" + ",null".repeat(1_000_000) + "]");
        t.json("a packet that may be so long", OPEN, "[\"nobody\",\"" + "x".repeat(TOO_LONG - 14) + "\"]");
        Map<String, String> declared = Map.of(
                "octets, 2^16", "5a 00 01 00 00",
                "octets, 2^31", "5a 80 00 00 00",
                "octets, 2^63", "5b 80 00 00 00 00 00 00 00",
                "octets, 2^64 - 1", "5b ff ff ff ff ff ff ff ff",
                "characters, 2^40", "7b 00 00 01 00 00 00 00 00",
                "elements, 2^32 - 1", "9a ff ff ff ff",
                "elements, 2^63 - 1", "9b 7f ff ff ff ff ff ff ff",
                "entries, 2^31", "ba 80 00 00 00",
                "entries, 2^64 - 1", "bb ff ff ff ff ff ff ff ff");
        declared.forEach((what, head) -> t.cbor("a declared number of " + what, CLOSED, TO_X + head));
        t.cbor("an outer array of 2^31 elements", CLOSED, "9a 80 00 00 00");
        t.cbor("chunks without an end", CLOSED, TO_X + "5f" + ("59 10 00" + "00".repeat(4096)).repeat(17));
        t.cbor("elements without an end", CLOSED, TO_X + "9f" + "f6".repeat(TOO_LONG));
    }

    /** S12: depths, numbers, texts. */
    private static void depthsAndNumbers(Attacks t) {
        t.json("arrays 513 deep", CLOSED, "[".repeat(513) + "]".repeat(513));
        t.json("objects 513 deep", CLOSED, "[" + "{\"a\":".repeat(513) + "1" + "}".repeat(513) + "]");
        t.json("arrays 30,000 deep, without an end", CLOSED, "[".repeat(30_000));
        t.cbor("arrays 513 deep, in CBOR", CLOSED, "81".repeat(512) + "80");
        t.cbor("arrays of no length 20,000 deep", CLOSED, "9f".repeat(20_000));
        t.cbor("maps 513 deep", CLOSED, TO_X + "a1 61 61".repeat(513) + "f6");
        t.cbor("tags 20,000 deep", CLOSED, TO_X + "c1".repeat(20_000) + "00");
        t.json("512 deep is no attack", OPEN, "[\"nobody\"," + "[".repeat(511) + "]".repeat(511) + "]");
        t.json("a number of 1,001 digits", CLOSED, "[\"nobody\"," + "9".repeat(1001) + "]");
        t.json("a fraction of 1,001 digits", CLOSED, "[\"nobody\",0." + "1".repeat(1001) + "]");
        t.json("an exponent of 10,001", CLOSED, "[\"nobody\",1e10001]");
        t.json("an exponent of -10,001", CLOSED, "[\"nobody\",1e-10001]");
        t.json("an exponent of 20 digits", CLOSED, "[\"nobody\",1e99999999999999999999]");
        t.cbor("a whole number of 1,001 digits", CLOSED, TO_X + "c2 59 02 00" + "ff".repeat(512));
        for (String number :
                List.of("NaN", "Infinity", "-Infinity", "01", "+1", "1.", ".5", "0x10", "1e", "--1", "1_000")) {
            t.json("the number " + number, CLOSED, "[\"nobody\"," + number + "]");
        }
        t.json("a comma at the end", CLOSED, "[\"nobody\",1,]");
        t.json("two commas", CLOSED, "[\"nobody\",,1]");
        t.json("no comma", CLOSED, "[\"nobody\" 1]");
        t.json("a key without quotes", CLOSED, "[\"nobody\",{a:1}]");
        t.json("single quotes", CLOSED, "['nobody']");
        t.json("a comment", CLOSED, "[\"nobody\"/* */]");
        t.json("brackets that do not fit", CLOSED, "[\"nobody\",[}]");
        t.json("a line end in a text", CLOSED, "[\"nobody\",\"a\nb\"]");
        t.json("NUL in a text", CLOSED, "[\"nobody\",\"a\0b\"]");
        t.json("an escape that is none", CLOSED, "[\"nobody\",\"\\x41\"]");
        t.json("a text that is no UTF-8", CLOSED, "[\"nobody\",\"\u00ff\u00fe\"]");
        t.json("an overlong form", CLOSED, "[\"nobody\",\"\u00c0\u0080\"]");
        t.json("a surrogate in UTF-8", CLOSED, "[\"nobody\",\"\u00ed\u00a0\u0080\"]");
        t.cbor("a text that is no UTF-8, in CBOR", CLOSED, TO_X + "62 ff fe");
        t.json("a thousand keys of one hash are no attack", OPEN, "[\"nobody\",{" + sameHash() + "}]");
        t.json("a key twice is no attack", OPEN, "[\"nobody\",{\"a\":1,\"a\":2}]");
    }

    /** "Aa" and "BB" have the same hash, and so do all words of these. */
    private static String sameHash() {
        StringBuilder entries = new StringBuilder();
        for (int i = 0; i < 1024; i++) {
            StringBuilder key = new StringBuilder();
            for (int bit = 0; bit < 10; bit++) {
                key.append((i >> bit & 1) == 0 ? "Aa" : "BB");
            }
            entries.append(i == 0 ? "\"" : ",\"").append(key).append("\":0");
        }
        return entries.toString();
    }

    /** S13: a packet is an array, and its elements may be anything. */
    private static void noArrays(Attacks t) {
        for (String value :
                List.of("{}", "{\"$canary\":1}", "\"$canary\"", "1", "null", "true", "]", "}", ",", ":", "x")) {
            t.json("a packet that is " + value, CLOSED, value + ' ');
        }
        for (String packet : List.of(
                "a1 61 78 01", "61 78", "01", "f6", "f5", "d8 18 81 61 78", "40", "fb 00 00 00 00 00 00 00 00")) {
            t.cbor("a packet that is " + packet, CLOSED, packet);
        }
        for (String packet : List.of("[]", "[\"\"]", "[\"\",\"\",1]", " \r\n\t[]\n", "[null]")) {
            t.json("a packet that says nothing: " + packet, OPEN, packet);
        }
        for (String packet :
                List.of("[[\"$canary\"],\"x\"]", "[{\"$canary\":1},\"x\"]", "[true,\"x\"]", "[null,\"x\"]")) {
            t.json("a port's name that is none: " + packet, IGNORED, packet);
        }
        for (String request : List.of("[\"kil1\"]", "{\"kil1\":1}", "true", "1.5")) {
            t.json("a request's name that is none: " + request, IGNORED, "[\"\"," + request + ",\"$canary\"]");
        }
    }

    /** S14: CBOR that is none. */
    private static void brokenCbor(Attacks t) {
        for (String head : List.of("1c", "1d", "1e", "3c", "5c", "7d", "9e", "bc", "dd", "fc")) {
            t.cbor("a head that means nothing: " + head, CLOSED, TO_X + head);
        }
        t.cbor("a break for a packet", CLOSED, "ff");
        t.cbor("a break in an array of a length", CLOSED, TO_X + "ff");
        t.cbor("a break in a map of a length", CLOSED, TO_X + "a1 61 61 ff");
        t.cbor("a break behind a tag", CLOSED, TO_X + "c1 ff");
        t.cbor("a break for a value", CLOSED, TO_X + "bf 61 61 ff");
        t.cbor("a chunk of text among octets", CLOSED, TO_X + "5f 61 61 ff");
        t.cbor("a chunk of octets in a text", CLOSED, TO_X + "7f 41 61 ff");
        t.cbor("chunks within a chunk", CLOSED, TO_X + "5f 5f 41 61 ff ff");
        t.cbor("a number for a chunk", CLOSED, TO_X + "5f 01 ff");
        t.cbor("a whole number of no length", CLOSED, TO_X + "1f");
        t.cbor("a tag of no length", CLOSED, TO_X + "df 00");
        t.cbor("a simple value in the wrong length", CLOSED, TO_X + "f8 10");
        t.cbor("an object of Perl is data", OPEN, TO_X + "d8 1a 82 6b 4a 61 76 61 3a 3a 43 6c 61 73 73 01");
        t.cbor("an object of another language is data", OPEN, TO_X + "d8 1b 82 61 78 01");
        t.cbor("a reference to itself is data", OPEN, TO_X + "d8 1c 81 d8 1d 00");
        t.cbor("references to texts are data", OPEN, TO_X + "d9 01 00 82 63 61 61 61 d8 19 00");
    }
}
