package io.loommp.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.Message;
import io.loommp.PortId;
import io.loommp.testkit.Probe;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Node services are asked for what makes no sense, or too much: each time a clear error, and nothing else happens. */
@Timeout(60)
class HostileInspectionTest {
    private static final PortId ASKED = PortId.of("asked");

    @AutoClose
    private final Asking nodes = new Asking(Inspection.all());

    static Stream<Arguments> requests() {
        String ports = "loommp::ports";
        String noMap = "the first argument must be a map of options";
        return Stream.of(
                Arguments.of(ports, null, noMap),
                Arguments.of(ports, "limit", noMap),
                Arguments.of(ports, List.of(Map.of()), noMap),
                Arguments.of(ports, Map.of("limits", 1), "there is no option \"limits\"; there are [after, limit,"),
                Arguments.of(ports, Map.of("a\nb\u001b[2J", 1), "there is no option \"a\\u000Ab\\u001B[2J\""),
                Arguments.of(ports, Map.of("x".repeat(100_000), 1), "… (100000 characters)\"; there are"),
                Arguments.of(ports, Map.of("limit", 0), "\"limit\" must be a whole number from 1 to 500"),
                Arguments.of(ports, Map.of("limit", -1), "\"limit\" must be"),
                Arguments.of(ports, Map.of("limit", 501), "\"limit\" must be"),
                Arguments.of(ports, Map.of("limit", Long.MAX_VALUE), "\"limit\" must be"),
                Arguments.of(ports, Map.of("limit", 1e300), "\"limit\" must be"),
                Arguments.of(ports, Map.of("limit", 1.5), "\"limit\" must be"),
                Arguments.of(ports, Map.of("limit", "5"), "\"limit\" must be"),
                Arguments.of(ports, Map.of("limit", List.of(5)), "\"limit\" must be"),
                Arguments.of(ports, Map.of("sort", "name"), "\"sort\" must be one of [id, mailbox, rate,"),
                Arguments.of(ports, Map.of("sort", 1), "\"sort\" must be a text"),
                Arguments.of(ports, Map.of("match", "m".repeat(5000)), "\"match\" must be a text of at most 4096"),
                Arguments.of(ports, Map.of("match", Map.of()), "\"match\" must be a text"),
                Arguments.of(ports, Map.of("rates", List.of()), "\"rates\" must be true or false"),
                Arguments.of(ports, Map.of("waiting", -1), "\"waiting\" must be"),
                Arguments.of(ports, Map.of("sort", "mailbox", "after", "x"), "\"after\" goes with the order \"id\""),
                Arguments.of("loommp::port", Map.of(), "\"name\" is missing"),
                Arguments.of("loommp::port", Map.of("name", ""), "there is no such port"),
                Arguments.of("loommp::statistics", Map.of("all", true), "there is no option \"all\"; there are []"),
                Arguments.of("loommp::deadletters", Map.of("per_second", 0), "from 1 to 1000"),
                Arguments.of("loommp::deadletters", Map.of("per_second", 100_000), "from 1 to 1000"),
                Arguments.of("loommp::db_families", Map.of("limit", 1001), "from 1 to 1000"),
                Arguments.of("loommp::db_families", Map.of("after", 1), "\"after\" must be a text"),
                Arguments.of("loommp::db_set", Map.of("key", "k"), "\"family\" is missing"),
                Arguments.of("loommp::db_set", Map.of("family", "f"), "\"key\" is missing"),
                Arguments.of(
                        "loommp::db_set", Map.of("family", "'l", "key", "k"), "begin with ' are the database's own"),
                Arguments.of("loommp::db_set", Map.of("family", "", "key", "k"), "must not be empty"),
                Arguments.of("loommp::db_set", Map.of("family", "f".repeat(5000), "key", "k"), "at most 4096"),
                Arguments.of(
                        "loommp::db_set",
                        Map.of("family", "f", "key", "k", "value", "v".repeat(1 << 21)),
                        "a value of the database has at most"),
                Arguments.of("loommp::db_del", Map.of("family", "f"), "\"keys\" must be a list of 1 to 1000 texts"),
                Arguments.of("loommp::db_del", Map.of("family", "f", "keys", List.of()), "\"keys\" must be a list"),
                Arguments.of(
                        "loommp::db_del",
                        Map.of("family", "f", "keys", Collections.nCopies(1001, "k")),
                        "\"keys\" must be a list"),
                Arguments.of(
                        "loommp::db_del", Map.of("family", "f", "keys", Arrays.asList("a", null)), "must be a text"),
                Arguments.of("loommp::bench", Map.of("size", 1), "there is no option \"size\""));
    }

    @ParameterizedTest
    @MethodSource("requests")
    void itIsRefusedWithAReason(String function, @Nullable Object options, String reason) {
        assertThat(nodes.refused("arguments", function, options)).contains(reason);
        assertThat(nodes.ok("loommp::statistics", Map.of())).containsEntry("names", 9);
        assertThat(nodes.asked.database().keys("f").toCompletableFuture().join())
                .isEmpty();
    }

    /** Who cannot be answered is not served, and nobody else hears of it. */
    @Test
    void answersGoToAPortOfTheAskingNodeOnly() {
        Probe third = Probe.on(nodes.network.start("third"));
        Probe own = Probe.on(nodes.asked);
        Probe probe = Probe.on(nodes.asking);
        for (String function : Stream.of(Inspection.values())
                .flatMap(service -> service.functions().stream())
                .toList()) {
            for (Object to : new Object[] {third, own, "asked", "asking", "third", "", 1, Map.of()}) {
                nodes.asking.send(ASKED, function, Map.of(), to);
            }
            nodes.asking.send(ASKED, function);
            nodes.asking.send(ASKED, function, Map.of());
            nodes.asking.send(ASKED, function, probe);
            nodes.asking.send(ASKED, function, Map.of(), probe, "more");
        }
        assertThat(nodes.ok("loommp::ports", Map.of())).containsKey("lines");
        probe.expectNothing();
        third.expectNothing();
        own.expectNothing();
    }

    @Test
    void aThousandRequestsAtOnceAreServedOneAfterTheOther_andTheNodeLivesOn() {
        Probe probe = Probe.on(nodes.asking);
        Map<String, Object> options = new HashMap<>(Map.of("sort", "rate", "limit", 500));
        for (int i = 0; i < 1000; i++) {
            nodes.asking.send(ASKED, "loommp::ports", options, probe);
        }
        for (int i = 0; i < 1000; i++) {
            Message answer = probe.expect("ok");
            assertThat(answer.map(1)).containsKey("lines");
        }
    }
}
