package io.loommp.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.PortId;
import io.loommp.Ref;
import io.loommp.record.Samples.Call;
import io.loommp.record.Samples.Chat;
import io.loommp.record.Samples.Circle;
import io.loommp.record.Samples.Colour;
import io.loommp.record.Samples.Data;
import io.loommp.record.Samples.Gone;
import io.loommp.record.Samples.Holders;
import io.loommp.record.Samples.Join;
import io.loommp.record.Samples.Point;
import io.loommp.record.Samples.Polygon;
import io.loommp.record.Samples.Quiet;
import io.loommp.record.Samples.Raw;
import io.loommp.record.Samples.Say;
import io.loommp.record.Samples.Scalars;
import io.loommp.record.Samples.Tree;
import io.loommp.record.Samples.WriteFile;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What records are in a message, and that they come back. */
@Timeout(30)
class ProtocolTest {
    private static final PortId PORT = PortId.of("node#port");
    private static final Protocol<Chat> CHAT = Protocol.of(Chat.class);

    private static <T extends Record> Message messageOf(T value) {
        return Protocol.messageOf(value);
    }

    /** The message as it would come from elsewhere. */
    private static Message copyOf(Message message) {
        return Message.fromList(message.toList());
    }

    @SuppressWarnings("unchecked")
    private static <T extends Record> void assertComesBack(T value) {
        Protocol<T> protocol = Protocol.of((Class<T>) value.getClass());
        assertThat(protocol.read(copyOf(protocol.message(value)))).isEqualTo(value);
    }

    @Test
    void aRecordIsItsTagAndItsComponents() {
        assertThat(messageOf(new Join(PORT, "ann"))).isEqualTo(Message.of("join", PORT, "ann"));
        assertThat(messageOf(new Quiet())).isEqualTo(Message.of("quiet"));
        assertThat(messageOf(new WriteFile("a", 2))).isEqualTo(Message.of("write", "a", 2));
    }

    @Test
    void scalarsAreElements() {
        Scalars scalars = new Scalars(
                true,
                (byte) 1,
                (short) 2,
                3,
                4L,
                0.5f,
                0.25,
                'c',
                "text",
                BigInteger.TEN.pow(30),
                new BigDecimal("1.10"),
                PORT,
                new Ref<>(PORT),
                KillReason.of("die", "why"),
                Colour.GREEN,
                Duration.ofMillis(1500),
                Instant.EPOCH);
        Message message = messageOf(scalars);

        assertThat(message)
                .isEqualTo(Message.of(
                        "scalars",
                        true,
                        1,
                        2,
                        3,
                        4,
                        0.5,
                        0.25,
                        "c",
                        "text",
                        BigInteger.TEN.pow(30),
                        new BigDecimal("1.10"),
                        PORT,
                        PORT,
                        KillReason.of("die", "why"),
                        "GREEN",
                        "PT1.5S",
                        "1970-01-01T00:00:00Z"));
        assertComesBack(scalars);
    }

    @Test
    void holdersAreListsMapsAndNull() {
        Holders holders = new Holders(
                List.of(1, 2),
                Arrays.asList("a", null),
                Map.of("home", new Point(1, 2)),
                Optional.of(new Point(3, 4)),
                null,
                List.of(new Circle(new Point(0, 0), 1.5), new Polygon(List.of())),
                Map.of("k", List.of(Optional.empty(), Optional.of(5))));

        assertThat(messageOf(holders))
                .isEqualTo(Message.of(
                        "holders",
                        List.of(1, 2),
                        Arrays.asList("a", null),
                        Map.of("home", List.of("point", 1, 2)),
                        List.of("point", 3, 4),
                        null,
                        List.of(List.of("circle", List.of("point", 0, 0), 1.5), List.of("polygon", List.of())),
                        Map.of("k", Arrays.asList(null, 5))));
        assertComesBack(holders);
        assertComesBack(new Tree("root", List.of(new Tree("leaf", List.of()))));
        assertComesBack(new Raw(List.of("any", Map.of("k", 1)), null));
    }

    @Test
    void theSameRecordComesBackByReference() {
        Say say = new Say("ann", "hello");
        assertThat(CHAT.read(CHAT.message(say))).isSameAs(say);
        assertThat(Protocol.of(Say.class).read(CHAT.message(say))).isSameAs(say);
        assertThat(Protocol.of(Join.class).read(CHAT.message(say))).isNull();
    }

    @Test
    void oneOfASetIsChosenByItsTag() {
        assertThat(CHAT.read(Message.of("say", "ann", "hello"))).isEqualTo(new Say("ann", "hello"));
        assertThat(CHAT.read(Message.of("gone", "node#port", List.of("die", "why"))))
                .isEqualTo(new Gone(PORT, new KillReason.Die("why")));
        assertThat(CHAT.read(Message.of("sing", "ann"))).isNull();
        assertThat(CHAT.read(Message.of())).isNull();
    }

    @Test
    void whatFollowsIsIgnoredOrTaken_andWhatIsMissingIsNullOrEmpty() {
        assertThat(CHAT.read(Message.of("quiet", "or", "not"))).isEqualTo(new Quiet());
        Protocol<Call> call = Protocol.of(Call.class);
        assertThat(call.read(Message.of("call", "m"))).isEqualTo(new Call("m", null, Optional.empty(), List.of()));
        assertThat(call.read(Message.of("call", "m", "n", 3, 4, "five")))
                .isEqualTo(new Call("m", "n", Optional.of(3), List.of(4, "five")));
        assertThat(call.read(Message.of("call"))).isNull();
        assertThat(call.message(new Call("m", null, Optional.empty(), List.of(1))))
                .isEqualTo(Message.of("call", "m", null, null, 1));
    }

    @Test
    void octetsAreReadFromTextToo() {
        Protocol<Data> data = Protocol.of(Data.class);
        assertThat(data.read(Message.of("data", "node#port", "\u0001\u00ff")))
                .isNotNull()
                .extracting(Data::octets)
                .isEqualTo(new byte[] {1, (byte) 0xff});
        assertThat(data.read(Message.of("data", "node#port", "\u20ac"))).isNull();
    }

    record Parts(List<byte[]> parts, Optional<Ref<Chat>> reply, Map<String, KillReason> reasons) {}

    @Test
    void elementsOfHoldersAreOfAnyKind() {
        Protocol<Parts> protocol = Protocol.of(Parts.class);
        Parts parts =
                new Parts(List.of(new byte[] {1}), Optional.of(new Ref<>(PORT)), Map.of("a", KillReason.normal()));
        assertThat(protocol.message(parts))
                .isEqualTo(Message.of("parts", List.of(new byte[] {1}), PORT, Map.of("a", KillReason.normal())));
        assertThat(protocol.read(Message.of("parts", List.of("\u0001"), "node#port", Map.of("a", List.of()))))
                .isNotNull()
                .satisfies(read -> {
                    assertThat(read.parts()).containsExactly(new byte[] {1});
                    assertThat(read.reply()).contains(new Ref<>(PORT));
                    assertThat(read.reasons()).containsEntry("a", KillReason.normal());
                });
    }

    @Test
    void theProtocolOfMessageTakesEverything() {
        Protocol<Message> any = Protocol.of(Message.class);
        Message message = Message.of("whatever", 1);
        assertThat(any.read(message)).isSameAs(message);
        assertThat(any.message(message)).isSameAs(message);
        assertThat(any.tags()).isEmpty();
        assertThat(any.describe()).isEmpty();
    }
}
