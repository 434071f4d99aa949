package io.loommp.benchmarks.net;

import io.aeron.Aeron;
import io.aeron.Publication;
import io.aeron.Subscription;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.aeron.logbuffer.FragmentHandler;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Aeron between processes through shared memory, which nothing over sockets can reach: {@code server}, with the media driver, or
 * {@code client WORK ADDRESS WARM-UP SECONDS}. Both sides spin a little and then let others run, as everybody here does.
 */
final class AeronSide {
    private static final String CHANNEL = "aeron:ipc";
    private static final int TO_SERVER = 1;
    private static final int TO_CLIENT = 2;
    private static final int FRAGMENTS = 256;
    private static final int COUNT_AT = 8;

    private final Publication out;
    private final Subscription in;
    private final UnsafeBuffer message = new UnsafeBuffer(ByteBuffer.allocateDirect(BareServer.MESSAGE_BYTES));
    private final IdleStrategy idle = new BackoffIdleStrategy(100, 10, 1_000, 100_000);

    private AeronSide(Aeron aeron, int outStream, int inStream) {
        out = aeron.addPublication(CHANNEL, outStream);
        in = aeron.addSubscription(CHANNEL, inStream);
        message.putBytes(1, Work.payload());
    }

    /** See the class. */
    public static void main(String[] args) throws Exception {
        if (args[0].equals("server")) {
            serve();
        } else {
            try (Aeron aeron = Aeron.connect(new Aeron.Context().aeronDirectoryName(args[2]))) {
                AeronSide side = new AeronSide(aeron, TO_SERVER, TO_CLIENT);
                side.run(args[1], Work.nanos(args[3]), Work.nanos(args[4]));
            }
        }
        System.exit(0);
    }

    private static void serve() throws Exception {
        Path directory = Files.createTempDirectory("loommp-aeron");
        MediaDriver.Context context = new MediaDriver.Context()
                .aeronDirectoryName(directory.toString())
                .dirDeleteOnStart(true)
                .dirDeleteOnShutdown(true)
                .threadingMode(ThreadingMode.SHARED);
        try (MediaDriver driver = MediaDriver.launch(context);
                Aeron aeron = Aeron.connect(new Aeron.Context().aeronDirectoryName(driver.aeronDirectoryName()))) {
            AeronSide side = new AeronSide(aeron, TO_CLIENT, TO_SERVER);
            System.out.println("address=" + driver.aeronDirectoryName());
            Thread serving = Thread.ofPlatform().daemon().start(side::answer);
            while (System.in.read() >= 0) {
                // until whoever started this has gone
            }
            serving.interrupt();
            serving.join();
        }
    }

    private void answer() {
        long[] count = {0};
        FragmentHandler handler = (buffer, offset, length, header) -> {
            switch (buffer.getByte(offset)) {
                case BareServer.DATA -> count[0]++;
                case BareServer.ECHO -> {
                    message.putBytes(0, buffer, offset, length);
                    send();
                }
                default -> {
                    message.putLong(COUNT_AT, count[0]);
                    count[0] = 0;
                    send();
                }
            }
        };
        while (!Thread.currentThread().isInterrupted()) {
            idle.idle(in.poll(handler, FRAGMENTS));
        }
    }

    private void send() {
        idle.reset();
        while (out.offer(message) < 0 && !Thread.currentThread().isInterrupted()) {
            idle.idle();
        }
        idle.reset();
    }

    private void receive(FragmentHandler handler) {
        while (true) {
            int count = in.poll(handler, 1);
            if (count > 0) {
                idle.reset();
                return;
            }
            idle.idle();
        }
    }

    private void run(String work, long warmNanos, long nanos) throws Exception {
        if (work.equals("one-way")) {
            oneWay(warmNanos);
            Work.tell("rate", oneWay(nanos));
        } else {
            message.putByte(0, BareServer.ECHO);
            RoundTrips.run(
                    () -> {
                        send();
                        receive((buffer, offset, length, header) -> {});
                    },
                    warmNanos,
                    nanos);
        }
    }

    private double oneWay(long nanos) {
        long begun = System.nanoTime();
        message.putByte(0, BareServer.DATA);
        do {
            for (int i = 0; i < Work.BATCH; i++) {
                send();
            }
        } while (System.nanoTime() - begun < nanos);
        message.putByte(0, BareServer.COUNT);
        send();
        long[] count = {0};
        receive((buffer, offset, length, header) -> count[0] = buffer.getLong(offset + COUNT_AT));
        return count[0] * 1e9 / (System.nanoTime() - begun);
    }
}
