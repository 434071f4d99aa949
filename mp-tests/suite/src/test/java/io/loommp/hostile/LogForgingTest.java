package io.loommp.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.cli.Program;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Test T12 of the threat model: nobody writes lines of his own into the log, and nobody fills it. */
@Timeout(120)
class LogForgingTest {
    private static final String SECRET = "a secret of more than sixteen octets";
    private static final String FORGED = "INFO io.loommp.node - all is well";
    private static final int MANY = 2000;
    private static final int LINES_PER_SECOND = 10;

    /** What a text may hold that tears a line apart or changes what one sees, in JSON. */
    private static final List<String> EVIL = List.of(
            "\\n" + FORGED,
            "\\r\\n" + FORGED,
            "\\r" + FORGED,
            "\\u0085" + FORGED,
            "\\u2028" + FORGED,
            "\\u2029" + FORGED,
            "\\u000b" + FORGED,
            "\\u001b[2K\\u001b[1A" + FORGED,
            "\\u009b31m" + FORGED,
            "\\u202e" + FORGED,
            "\\u200f\\u2066" + FORGED,
            "\\u0000\\b\\u007f" + FORGED,
            "x".repeat(1 << 20));

    private static void attack(RawNode attacker) throws IOException {
        int victim = 0;
        for (String evil : EVIL) {
            String brief = evil.length() > 1000 ? "long" : evil;
            for (String packet : List.of(
                    "[\"\",\"" + evil + "\"]",
                    "[\"" + evil + "\",\"to nobody\"]",
                    "[\"nobody\",\"" + evil + "\"]",
                    "[\"\",\"kil1\",\"victim" + victim++ + "\",\"" + evil + "\",\"" + evil + "\"]",
                    "[\"\",\"kil1\",\"victim" + victim++ + "\",{\"" + evil + "\":[\"" + evil + "\"]}]",
                    "[\"victim" + victim++ + "\",\"" + evil + "\"]",
                    "[\"\",\"AnyEvent::MP::_spawn\",\"" + evil + "\",\"fails\"]",
                    "[\"\",\"AnyEvent::MP::_spawn\",\"s" + victim + "\",\"" + evil + "\"]",
                    "[\"\",\"AnyEvent::MP::_spawn\",\"t" + victim + "\",\"fails\",\"" + evil + "\"]",
                    "[\"\",\"fails\",\"" + evil + "\"]",
                    "[\"\",\"eval\",\"" + evil + "\",\"" + brief + "\"]",
                    "[\"\",\"snd\",\"" + evil + "\",\"x\"]",
                    "[\"\",\"loommp::register\",\"" + evil + "\",\"logging#victim99\",\"attacker#p\"]",
                    "[\"\",\"mon1\",\"" + brief + "\"]",
                    "[\"watched\",\"watch\",\"" + brief + "#p\"]")) {
                attacker.say(packet);
            }
        }
        attacker.say("[\"\",\"filler\"]".repeat(MANY));
        attacker.say("[\"nobody\",\"filler\"]".repeat(MANY));
        attacker.probe();
    }

    private static void attackAsStrangers(String address) throws IOException {
        for (String id :
                List.of("a\u001b[31mb", "a\rb" + FORGED, "a\u0085b", "\u00e2\u0080\u00a8" + FORGED, "x".repeat(3000))) {
            try (RawNode stranger = RawNode.connect(address)) {
                stranger.say("aemp;1;" + id + ";hmac_sha3_512;json\n");
                assertThat(stranger.isClosedWithin(Duration.ofSeconds(5))).isTrue();
            }
        }
    }

    @Test
    void eachEventIsALine_withoutControlCharacters_andNotTooMany() throws Exception {
        long start = System.nanoTime();
        try (Program node = Program.main(LoggingNode.class, "256m", SECRET)) {
            String address = node.awaitWhatFollows("address=");
            attackAsStrangers(address);
            try (RawNode attacker = RawNode.ready(address, "attacker", SECRET, "json")) {
                attack(attacker);
            }
            node.endInput();
            node.awaitLine("the end");
            assertThat(node.awaitEnd(Duration.ofSeconds(20))).isZero();
            long seconds = 2 + Duration.ofNanos(System.nanoTime() - start).toSeconds();

            List<String> lines = node.lines();
            assertThat(lines).hasSizeGreaterThan(100);
            assertThat(lines.stream().filter(line -> !line.startsWith("address=") && !line.equals("the end")))
                    .allMatch(LogForgingTest::isWhole)
                    .noneMatch(line -> line.startsWith(FORGED))
                    .allMatch(line -> line.length() < 2000);
            assertThat(node.output()) // with all that there is to log (T14)
                    .doesNotContain(SECRET)
                    .doesNotContain(HexFormat.of().formatHex(SECRET.getBytes(StandardCharsets.US_ASCII)))
                    .doesNotContain(Base64.getEncoder().encodeToString(SECRET.getBytes(StandardCharsets.US_ASCII)));
            assertThat(lines.stream().filter(line -> line.contains("ignored request")))
                    .isNotEmpty()
                    .hasSizeLessThanOrEqualTo((int) (LINES_PER_SECOND * seconds))
                    .anyMatch(line -> line.contains("suppressed"));
        }
    }

    /** A line of the log begins with its level, but for what belongs to an exception; nothing in it is a control. */
    private static boolean isWhole(String line) {
        return line.matches(
                        "(\\[?[-\\w]+]? )?(TRACE|DEBUG|INFO|WARN|ERROR) .*|\\s+at .*|\\s+\\.\\.\\. \\d+ more|[\\w.$]+(Exception|Error).*|Caused by: .*")
                && line.replace("\t", "").codePoints().noneMatch(LogForgingTest::isEvil);
    }

    private static boolean isEvil(int c) {
        return Character.isISOControl(c)
                || Character.getType(c) == Character.FORMAT
                || Character.getType(c) == Character.LINE_SEPARATOR
                || Character.getType(c) == Character.PARAGRAPH_SEPARATOR
                || Character.getType(c) == Character.SURROGATE;
    }

    @Test
    void whatIsWrongInAConfigurationIsNoLineOfItsOwn() throws Exception {
        try (Program wrong = Program.loommp(
                Path.of(System.getProperty("java.io.tmpdir")),
                "run",
                "--no-config",
                "--nodeid",
                "a\n" + FORGED + "\u001b[31m")) {
            assertThat(wrong.awaitEnd(Duration.ofSeconds(30))).isEqualTo(2);
            assertThat(wrong.lines()).hasSize(2).noneMatch(line -> line.startsWith(FORGED) || line.contains("\u001b"));
        }
    }
}
