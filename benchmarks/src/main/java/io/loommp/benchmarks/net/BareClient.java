package io.loommp.benchmarks.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jctools.queues.varhandle.MpscUnboundedVarHandleArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * The least that sends, to a {@link BareServer}: {@code WORK ADDRESS WARM-UP SECONDS}. One way, a thread puts messages into a
 * queue, and a selector thread packs them into writes of up to 64 KiB, as LoomMP does. Round trips are made by one selector
 * thread.
 */
final class BareClient {
    private static final int BUFFER_BYTES = 64 * 1024;
    private static final long HIGH_WATER_BYTES = 1024 * 1024;
    private static final long BREATH_NANOS = 20_000;

    private final SocketChannel channel;
    private final Selector selector;
    private final SelectionKey key;
    private final MpscUnboundedVarHandleArrayQueue<byte[]> queue = new MpscUnboundedVarHandleArrayQueue<>(64);
    private final AtomicLong queuedBytes = new AtomicLong();
    private final AtomicBoolean asleep = new AtomicBoolean();
    private final ByteBuffer reply = ByteBuffer.allocateDirect(BareServer.MESSAGE_BYTES);

    private BareClient(int port) throws IOException {
        channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        selector = Selector.open();
        key = channel.configureBlocking(false).register(selector, SelectionKey.OP_READ);
    }

    /** See the class. */
    public static void main(String[] args) throws Exception {
        String address = args[1];
        BareClient client = new BareClient(Integer.parseInt(address.substring(address.lastIndexOf(':') + 1)));
        long warmNanos = Work.nanos(args[2]);
        long nanos = Work.nanos(args[3]);
        if (args[0].equals("one-way")) {
            client.oneWay(warmNanos);
            Work.tell("rate", client.oneWay(nanos));
        } else {
            ByteBuffer out = ByteBuffer.allocateDirect(BareServer.MESSAGE_BYTES);
            RoundTrips.run(() -> client.roundTrip(out, BareServer.ECHO), warmNanos, nanos);
        }
    }

    private void roundTrip(ByteBuffer out, byte what) throws IOException {
        out.clear().put(what).put(Work.payload()).flip();
        while (out.hasRemaining()) {
            channel.write(out);
        }
        key.interestOps(SelectionKey.OP_READ);
        reply.clear();
        while (reply.hasRemaining()) {
            selector.select();
            selector.selectedKeys().clear();
            if (channel.read(reply) < 0) {
                throw new IOException("end of file");
            }
        }
    }

    private double oneWay(long nanos) throws Exception {
        long begun = System.nanoTime();
        Thread sender = Thread.ofPlatform().start(() -> send(begun + nanos));
        pass(sender);
        roundTrip(ByteBuffer.allocateDirect(BareServer.MESSAGE_BYTES), BareServer.COUNT);
        return reply.getLong(1) * 1e9 / (System.nanoTime() - begun);
    }

    private void send(long end) {
        byte[] payload = Work.payload();
        do {
            for (int i = 0; i < Work.BATCH; i++) {
                byte[] message = new byte[BareServer.MESSAGE_BYTES];
                message[0] = BareServer.DATA;
                System.arraycopy(payload, 0, message, 1, payload.length);
                while (queuedBytes.get() > HIGH_WATER_BYTES) {
                    LockSupport.parkNanos(BREATH_NANOS);
                }
                queuedBytes.addAndGet(message.length);
                queue.offer(message);
                if (asleep.get() && asleep.compareAndSet(true, false)) {
                    selector.wakeup();
                }
            }
        } while (System.nanoTime() < end);
    }

    /** Passes on what is in the queue, until nothing more can come. */
    private void pass(Thread sender) throws IOException {
        ByteBuffer out = ByteBuffer.allocateDirect(BUFFER_BYTES);
        byte @Nullable [] next = null;
        while (true) {
            for (next = next == null ? queue.relaxedPoll() : next;
                    next != null && next.length <= out.remaining();
                    next = queue.relaxedPoll()) {
                out.put(next);
            }
            if (out.position() == 0) {
                if (!sender.isAlive() && queue.isEmpty()) {
                    return;
                }
                await(SelectionKey.OP_READ, true);
                continue;
            }
            out.flip();
            int count = channel.write(out);
            queuedBytes.addAndGet(-count);
            if (out.hasRemaining()) {
                await(SelectionKey.OP_WRITE, false);
            }
            out.compact();
        }
    }

    private void await(int ops, boolean wakeable) throws IOException {
        key.interestOps(ops);
        asleep.set(wakeable);
        if (!wakeable || queue.isEmpty()) {
            selector.select(1);
        }
        asleep.set(false);
        selector.selectedKeys().clear();
    }
}
