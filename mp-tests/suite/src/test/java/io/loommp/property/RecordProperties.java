package io.loommp.property;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.PortId;
import io.loommp.Ref;
import io.loommp.net.codec.Framing;
import io.loommp.net.wire.Packet;
import io.loommp.record.Protocol;
import io.loommp.record.Samples;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.NullUnmarked;

/** Records come back from the lists that they are, also by way of a connection; and whatever else comes does no harm. */
@NullUnmarked // values may be null, and jqwik's types do not say so
class RecordProperties {
    private static final List<Class<? extends Record>> RECORDS = List.of(
            Samples.Join.class,
            Samples.Say.class,
            Samples.Gone.class,
            Samples.Scalars.class,
            Samples.Holders.class,
            Samples.Tree.class,
            Samples.Call.class,
            Samples.Data.class,
            Samples.Raw.class,
            Samples.WriteFile.class);

    // ---- there and back ----

    @Property(tries = 400)
    void aRecordComesBack(@ForAll Framing framing, @ForAll("records") Record record) {
        assertComesBack(framing, record, record.getClass());
    }

    private static <T> void assertComesBack(Framing framing, Record record, Class<T> type) {
        Protocol<T> protocol = Protocol.of(type);
        Message message = protocol.message(type.cast(record));
        assertThat(protocol.read(message)).isSameAs(record);
        assertThat(protocol.read(message.inListForm())).isEqualTo(record);
        assertThat(protocol.read(travelled(framing, message)))
                .usingRecursiveComparison()
                .withComparatorForType(BigDecimal::compareTo, BigDecimal.class) // 1E-7 may come back as 1.0E-7
                .isEqualTo(record);
        assertThat(Message.fromList(message.toList()))
                .as("its elements are elements")
                .isEqualTo(message);
    }

    private static Message travelled(Framing framing, Message message) {
        byte[] octets = framing.encoder(1 << 20).encode("port", message);
        Packet packet = framing.decoder(1 << 20).decode(octets, 0, octets.length);
        return Objects.requireNonNull(packet).message();
    }

    @Property(tries = 300)
    void octetsComeBack(@ForAll Framing framing, @ForAll byte[] octets) {
        Protocol<Samples.Data> protocol = Protocol.of(Samples.Data.class);
        Message message = protocol.message(new Samples.Data(new PortId("n", "p"), octets));
        assertThat(protocol.read(message.inListForm()).octets()).isEqualTo(octets);
        assertThat(protocol.read(travelled(framing, message)).octets()).isEqualTo(octets);
    }

    @Provide
    Arbitrary<Record> records() {
        return Arbitraries.oneOf(scalars(), holders(), trees(2), calls(), gone());
    }

    private static Arbitrary<String> texts() {
        return Arbitraries.strings().ofMaxLength(12).filter(AnyElements::hasUtf8);
    }

    private static Arbitrary<PortId> ports() {
        return Arbitraries.strings()
                .alpha()
                .ofMinLength(1)
                .ofMaxLength(6)
                .map(name -> new PortId("node", name + "#" + name));
    }

    private static Arbitrary<KillReason> reasons() {
        return texts().list().ofMaxSize(3).map(KillReason::fromList);
    }

    private static Arbitrary<Record> gone() {
        return Combinators.combine(ports(), reasons()).as(Samples.Gone::new);
    }

    private static Arbitrary<Record> scalars() {
        return Combinators.combine(
                        Combinators.combine(
                                        Arbitraries.of(true, false),
                                        Arbitraries.bytes(),
                                        Arbitraries.shorts(),
                                        Arbitraries.integers())
                                .as((a, b, c, d) -> List.<Object>of(a, b, c, d)),
                        Combinators.combine(
                                        Arbitraries.longs(),
                                        Arbitraries.floats(),
                                        Arbitraries.doubles(),
                                        Arbitraries.chars().alpha())
                                .as((a, b, c, d) -> List.<Object>of(a, b, c, d)),
                        Combinators.combine(
                                        texts(),
                                        Arbitraries.bigIntegers(),
                                        Arbitraries.bigDecimals().ofScale(7),
                                        ports())
                                .as((a, b, c, d) -> List.<Object>of(a, b, c, d)),
                        reasons(),
                        Arbitraries.of(Samples.Colour.class),
                        Arbitraries.longs(),
                        Arbitraries.longs().between(-1L << 50, 1L << 50))
                .as((a, b, c, why, colour, time, when) -> new Samples.Scalars(
                        (boolean) a.get(0),
                        (byte) a.get(1),
                        (short) a.get(2),
                        (int) a.get(3),
                        (long) b.get(0),
                        (float) b.get(1),
                        (double) b.get(2),
                        (char) b.get(3),
                        (String) c.get(0),
                        (BigInteger) c.get(1),
                        plain((BigDecimal) c.get(2)),
                        (PortId) c.get(3),
                        new Ref<>((PortId) c.get(3)),
                        why,
                        colour,
                        Duration.ofNanos(time),
                        Instant.ofEpochMilli(when)));
    }

    /** A number arrives by its value, not with the zeros it had. */
    private static BigDecimal plain(BigDecimal number) {
        BigDecimal digits = number.stripTrailingZeros();
        return digits.scale() <= 0 ? digits.setScale(0) : digits;
    }

    private static Arbitrary<Samples.Point> points() {
        return Combinators.combine(Arbitraries.integers(), Arbitraries.integers())
                .as(Samples.Point::new);
    }

    private static Arbitrary<Samples.Shape> shapes() {
        return Arbitraries.oneOf(
                Combinators.combine(points(), Arbitraries.doubles()).as(Samples.Circle::new),
                points().list().ofMaxSize(3).map(Samples.Polygon::new));
    }

    private static Arbitrary<Record> holders() {
        Arbitrary<Map<String, List<Optional<Integer>>>> deep = Arbitraries.maps(
                        texts(), Arbitraries.integers().optional().list().ofMaxSize(3))
                .ofMaxSize(3);
        return Combinators.combine(
                        Arbitraries.integers().list().ofMaxSize(4),
                        texts().injectNull(0.3).list().ofMaxSize(4),
                        Arbitraries.maps(texts(), points()).ofMaxSize(3),
                        points().optional(),
                        Arbitraries.longs().injectNull(0.3),
                        shapes().list().ofMaxSize(3),
                        deep)
                .as(Samples.Holders::new);
    }

    private static Arbitrary<Samples.Tree> trees(int depth) {
        Arbitrary<List<Samples.Tree>> children = depth == 0
                ? Arbitraries.just(List.of())
                : Arbitraries.lazy(() -> trees(depth - 1)).list().ofMaxSize(3);
        return Combinators.combine(texts(), children).as(Samples.Tree::new);
    }

    private static Arbitrary<Record> calls() {
        return Combinators.combine(
                        texts(),
                        texts().injectNull(0.3),
                        Arbitraries.integers().optional(),
                        texts().<Object>map(text -> text).list().ofMaxSize(3))
                .as(Samples.Call::new);
    }

    // ---- whatever comes ----

    @Property(tries = 1000)
    void anyMessageIsReadOrNot(@ForAll("messages") Message message) {
        for (Class<? extends Record> type : RECORDS) {
            assertReadOrNot(message, type);
        }
        Samples.Chat chat = Protocol.of(Samples.Chat.class).read(message);
        assertThat(chat == null || message.hasTag(Protocol.messageOf(chat).tag()))
                .isTrue();
    }

    /** What was read can be written, and reads the same again. */
    private static <T> void assertReadOrNot(Message message, Class<T> type) {
        Protocol<T> protocol = Protocol.of(type);
        T read = protocol.read(message);
        if (read != null) {
            Message again = protocol.message(read).inListForm();
            assertThat(again.tag()).isEqualTo(message.tag());
            assertThat(protocol.message(Objects.requireNonNull(protocol.read(again))))
                    .isEqualTo(again);
        }
    }

    /** A tag that is known, and then anything; or a message that is right but for one element. */
    @Provide
    Arbitrary<Message> messages() {
        Arbitrary<Message> anything = Combinators.combine(
                        Arbitraries.of(RECORDS), AnyElements.values(3).list().ofMaxSize(8))
                .as((type, elements) -> {
                    List<Object> all = new ArrayList<>(elements);
                    all.addFirst(Protocol.of(type).tags().iterator().next());
                    return Message.fromList(all);
                });
        Arbitrary<Message> spoilt = Combinators.combine(
                        records(), Arbitraries.integers().between(0, 30), AnyElements.values(2))
                .as((record, place, element) -> {
                    List<Object> all =
                            new ArrayList<>(Protocol.messageOf(record).toList());
                    all.set(place % all.size(), element);
                    return Message.fromList(all);
                });
        return Arbitraries.oneOf(anything, spoilt);
    }
}
