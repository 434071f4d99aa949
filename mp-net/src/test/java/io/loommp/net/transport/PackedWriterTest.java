package io.loommp.net.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.net.connect.KeepAlive;
import io.loommp.net.io.Connection;
import io.loommp.net.io.Loop;
import io.loommp.net.transport.PackedWriter.Outcome;
import io.loommp.spi.Parking;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Who writes what: a sender its own packet when the link is quiet, the selector thread everything. */
class PackedWriterTest {
    private static final long MILLI = 1_000_000;

    private final ByteBuffer buffer = ByteBuffer.allocate(1024);
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final Outbox outbox;
    private final PackedWriter writer;
    private long now = 1000 * MILLI;
    private int room = Integer.MAX_VALUE; // of the socket

    PackedWriterTest() {
        Duration second = Duration.ofSeconds(1);
        outbox = new Outbox(
                new Limits(
                        second, second, second, second, second, 1024, 100_000, 100_000, 100_000, 10_000, 50, 256, 64,
                        100),
                () -> 100_000,
                Parking.system());
        Loop loop = stub(Loop.class, (name, argument) -> name.equals("nanoTime") ? now : buffer);
        Connection connection = stub(Connection.class, (name, argument) -> take((ByteBuffer) argument));
        writer = new PackedWriter(loop, connection, outbox, new KeepAlive(second, now));
    }

    private interface Answer {
        Object to(String method, Object argument);
    }

    private static <T> T stub(Class<T> type, Answer answer) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (self, method, arguments) -> answer.to(method.getName(), arguments == null ? "" : arguments[0])));
    }

    private int take(ByteBuffer octets) {
        int count = Math.min(room, octets.remaining());
        byte[] taken = new byte[count];
        octets.get(taken);
        written.writeBytes(taken);
        room -= count;
        return count;
    }

    private byte[] offer(String text) {
        byte[] packet = text.getBytes(StandardCharsets.US_ASCII);
        outbox.offer(packet);
        return packet;
    }

    private String written() {
        return written.toString(StandardCharsets.US_ASCII);
    }

    @Test
    void aSenderWritesItsPacketWhenTheLinkIsQuiet() throws IOException {
        assertThat(writer.writeAtOnce(offer("one"))).isTrue();
        assertThat(written()).isEqualTo("one");
        assertThat(outbox.isWritten()).isTrue();
        now += MILLI;
        assertThat(writer.writeAtOnce(offer("two"))).isTrue();
        assertThat(written()).isEqualTo("onetwo");
    }

    @Test
    void inFullFlowItIsLeftToBePacked() throws IOException {
        assertThat(writer.writeAtOnce(offer("one"))).isTrue();
        assertThat(writer.writeAtOnce(offer("two"))).isFalse();
        assertThat(written()).isEqualTo("one");
        offer("three");
        assertThat(writer.write()).isEqualTo(Outcome.DONE);
        assertThat(written()).isEqualTo("onetwothree");
        assertThat(writer.writeAtOnce(offer("four"))).isFalse();
        assertThat(outbox.isWritten()).isFalse();
    }

    @Test
    void whatSomebodyElseHasSentBeforeGoesBefore() throws IOException {
        offer("one");
        assertThat(writer.writeAtOnce(offer("two"))).isFalse();
        assertThat(writer.write()).isEqualTo(Outcome.DONE);
        assertThat(written()).isEqualTo("onetwo");
        assertThat(outbox.isWritten()).isTrue();
    }

    @Test
    void whatSomebodyElseHasSentBehindItIsNotForgotten() throws IOException {
        byte[] own = offer("one");
        offer("two");
        assertThat(writer.writeAtOnce(own)).isFalse();
        assertThat(written()).isEqualTo("one");
        assertThat(writer.write()).isEqualTo(Outcome.DONE);
        assertThat(written()).isEqualTo("onetwo");
        assertThat(outbox.isWritten()).isTrue();
    }

    @Test
    void whatTheSocketDoesNotTakeFollows() throws IOException {
        room = 2;
        assertThat(writer.writeAtOnce(offer("sentence"))).isFalse();
        assertThat(writer.write()).isEqualTo(Outcome.BLOCKED);
        assertThat(writer.isBlocked()).isTrue();
        assertThat(writer.blockedNanos()).isZero();
        room = 100;
        assertThat(writer.write()).isEqualTo(Outcome.DONE);
        assertThat(written()).isEqualTo("sentence");
        assertThat(outbox.isWritten()).isTrue();
    }

    @Test
    void aLargePacketIsLeftToTheSelectorThread() throws IOException {
        assertThat(writer.writeAtOnce(offer("x".repeat(20_000)))).isFalse();
        assertThat(written()).isEmpty();
        assertThat(writer.write()).isEqualTo(Outcome.DONE);
        assertThat(written()).hasSize(20_000);
    }
}
