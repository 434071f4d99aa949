package io.loommp.benchmarks;

import io.loommp.Message;
import io.loommp.net.codec.Framing;
import io.loommp.net.codec.PacketDecoder;
import io.loommp.net.codec.PacketEncoder;
import io.loommp.net.frame.Framer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Packets of a link, as it writes and reads them: one after the other for a sender, a buffer full of them for the reader,
 * which also has to find where they end.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
@SuppressWarnings("NullAway.Init") // by the setup
public class Codec {
    private static final int PACKET_BYTES_MAX = 1 << 24;
    private static final int BATCH = 256;
    private static final String PORT = "HpujhCWdDb";

    /** In which framing. */
    @Param
    public Framing framing;

    /** What is in the message behind {@code "test", 123}: nothing, or a text that makes the packet about 100 octets long. */
    @Param({"0", "76"})
    public int text;

    private Message message;
    private PacketEncoder encoder;
    private PacketDecoder decoder;
    private Framer framer;
    private byte[] buffer;

    @Setup
    public void prepare() {
        message = text == 0 ? Message.of("test", 123) : Message.of("test", 123, "x".repeat(text));
        encoder = framing.encoder(PACKET_BYTES_MAX);
        decoder = framing.decoder(PACKET_BYTES_MAX);
        framer = framing.framer(PACKET_BYTES_MAX);
        byte[] packet = encoder.encode(PORT, message);
        buffer = new byte[BATCH * packet.length];
        for (int i = 0; i < BATCH; i++) {
            System.arraycopy(packet, 0, buffer, i * packet.length, packet.length);
        }
    }

    @Benchmark
    public byte[] encode() {
        return encoder.encode(PORT, message);
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void decode(Blackhole sink) {
        framer.accept(
                buffer,
                0,
                buffer.length,
                (octets, offset, length) -> sink.consume(decoder.decode(octets, offset, length)));
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void cut(Blackhole sink) {
        framer.accept(buffer, 0, buffer.length, (octets, offset, length) -> sink.consume(length));
    }
}
