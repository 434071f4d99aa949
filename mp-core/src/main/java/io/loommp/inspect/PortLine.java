package io.loommp.inspect;

import io.loommp.Message;
import io.loommp.MessageShapeException;
import io.loommp.PortId;
import io.loommp.PortInfo;
import io.loommp.manage.LogText;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a node tells another one of one of its ports: what {@link PortInfo} says, cut to a bounded size, and what only shows
 * when a node is asked again and again.
 *
 * @param id its id
 * @param kind how it is served
 * @param state what its code is doing
 * @param waitsFor what its code waits for, in words; null if it does not, or that is not known
 * @param waitsForPort the port that would have to act for that wait to end, where that is known
 * @param names at most 10 of the names that it holds
 * @param queued how many entries stand in its inbox that nobody has looked at
 * @param kept how many messages its receives have seen and left
 * @param received how many entries were ever put into its inbox, modulo 2^32
 * @param rate how many of them a second, lately; null if that was not measured
 * @param monitors how many watch it
 * @param oldestKept how long the oldest message that its receives left has been waiting; null if there is none
 * @param stalled how long at least it has taken nothing, although something waited; null if that was not seen
 */
public record PortLine(
        PortId id,
        PortInfo.Kind kind,
        PortInfo.State state,
        @Nullable String waitsFor,
        @Nullable PortId waitsForPort,
        List<String> names,
        int queued,
        int kept,
        long received,
        @Nullable Double rate,
        int monitors,
        @Nullable Duration oldestKept,
        @Nullable Duration stalled) {
    private static final int NAMES_MAX = 10;
    private static final double MILLIS_PER_SECOND = 1000;

    /** Copies the names. */
    public PortLine {
        names = List.copyOf(names);
    }

    static PortLine of(PortInfo info, @Nullable Double rate, @Nullable Duration stalled) {
        String waitsFor = info.waitsFor();
        return new PortLine(
                info.id(),
                info.kind(),
                info.state(),
                waitsFor == null ? null : LogText.escape(waitsFor),
                info.waitsForPort(),
                info.names().stream().limit(NAMES_MAX).map(LogText::escape).toList(),
                info.queued(),
                info.kept(),
                info.received(),
                rate,
                info.monitors(),
                info.oldestKept(),
                stalled);
    }

    /** How much waits for it. */
    public int waiting() {
        return queued + kept;
    }

    /** How long the oldest of what waits for it has been waiting, at least; empty if nothing does, or nothing is known. */
    public Optional<Duration> age() {
        return Stream.of(Optional.ofNullable(oldestKept), Optional.ofNullable(stalled))
                .flatMap(Optional::stream)
                .max(Duration::compareTo);
    }

    Map<String, @Nullable Object> toMap() {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("id", id.toString());
        map.put("kind", word(kind));
        map.put("state", word(state));
        putUnlessNull(map, "waits_for", waitsFor);
        putUnlessNull(map, "waits_for_port", waitsForPort == null ? null : waitsForPort.toString());
        if (!names.isEmpty()) {
            map.put("names", names);
        }
        map.put("queued", queued);
        map.put("kept", kept);
        map.put("received", received);
        putUnlessNull(map, "rate", rate);
        map.put("monitors", monitors);
        putUnlessNull(map, "oldest_kept", seconds(oldestKept));
        putUnlessNull(map, "stalled", seconds(stalled));
        return map;
    }

    private static void putUnlessNull(Map<String, @Nullable Object> map, String key, @Nullable Object value) {
        if (value != null) {
            map.put(key, value);
        }
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static @Nullable Double seconds(@Nullable Duration duration) {
        return duration == null ? null : duration.toMillis() / MILLIS_PER_SECOND;
    }

    /**
     * Reads what another node has told.
     *
     * @throws MessageShapeException if that is not what a node tells of a port
     */
    public static PortLine fromMap(Map<String, ? extends @Nullable Object> map) {
        return new PortLine(
                in(map, "id").port(0),
                choice(map, "kind", PortInfo.Kind.class),
                choice(map, "state", PortInfo.State.class),
                map.get("waits_for") == null ? null : in(map, "waits_for").string(0),
                map.get("waits_for_port") == null
                        ? null
                        : in(map, "waits_for_port").port(0),
                map.get("names") == null ? List.of() : texts(in(map, "names").list(0)),
                in(map, "queued").integer(0),
                in(map, "kept").integer(0),
                in(map, "received").longInteger(0),
                map.get("rate") == null ? null : in(map, "rate").real(0),
                in(map, "monitors").integer(0),
                duration(map, "oldest_kept"),
                duration(map, "stalled"));
    }

    private static Message in(Map<String, ? extends @Nullable Object> map, String key) {
        return Message.fromList(Arrays.asList(map.get(key)));
    }

    private static List<String> texts(List<@Nullable Object> list) {
        Message texts = Message.fromList(list);
        return Stream.iterate(0, i -> i + 1)
                .limit(list.size())
                .map(texts::string)
                .toList();
    }

    private static @Nullable Duration duration(Map<String, ? extends @Nullable Object> map, String key) {
        return map.get(key) == null
                ? null
                : Duration.ofMillis((long) (in(map, key).real(0) * MILLIS_PER_SECOND));
    }

    private static <T extends Enum<T>> T choice(
            Map<String, ? extends @Nullable Object> map, String key, Class<T> choices) {
        String text = in(map, key).string(0);
        for (T choice : choices.getEnumConstants()) {
            if (word(choice).equals(text)) {
                return choice;
            }
        }
        throw new MessageShapeException("\"%s\" is not known as the %s of a port".formatted(LogText.escape(text), key));
    }
}
