package io.loommp.record;

import io.loommp.KillReason;
import io.loommp.PortId;
import io.loommp.Ref;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Records that the tests of this package, and the properties, send around. */
public final class Samples {
    private Samples() {}

    /** The chat of the design. */
    public sealed interface Chat permits Join, Say, Gone, Quiet {}

    public record Join(PortId client, String nick) implements Chat {}

    public record Say(String nick, String text) implements Chat {}

    public record Gone(PortId client, KillReason why) implements Chat {}

    public record Quiet() implements Chat {}

    /** Everything that is one element. */
    public record Scalars(
            boolean truth,
            byte small,
            short middle,
            int integer,
            long large,
            float single,
            double real,
            char character,
            String text,
            BigInteger huge,
            BigDecimal exact,
            PortId port,
            Ref<Chat> typed,
            KillReason why,
            Colour colour,
            Duration time,
            Instant when) {}

    public enum Colour {
        RED,
        GREEN {
            @Override
            public String toString() {
                return "not its name";
            }
        }
    }

    /** Everything that holds others. */
    public record Holders(
            List<Integer> numbers,
            List<@Nullable String> gaps,
            Map<String, Point> places,
            Optional<Point> maybe,
            @Nullable Long count,
            List<Shape> shapes,
            Map<String, List<Optional<Integer>>> deep) {}

    /** A record in others. */
    public record Point(int x, int y) {}

    public sealed interface Shape permits Circle, Polygon {}

    public record Circle(Point centre, double radius) implements Shape {}

    public record Polygon(List<Point> corners) implements Shape {}

    /** Contains itself. */
    public record Tree(String name, List<Tree> children) {}

    /** Optional ones at the end, and all that follows. */
    public record Call(
            String method,
            @Nullable String note,
            Optional<Integer> limit,
            @Rest List<Object> arguments) {}

    /** Octets: a record with an array is not equal to its copy. */
    @SuppressWarnings("ArrayRecordComponent") // octets are an array, in messages as well
    public record Data(PortId client, byte[] octets) {}

    /** Any element. */
    public record Raw(Object any, @Nullable Object none) {}

    /** Under a name of its own. */
    @Tag("write")
    public record WriteFile(String name, int window) {}
}
