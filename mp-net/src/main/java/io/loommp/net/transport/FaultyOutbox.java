package io.loommp.net.transport;

import io.loommp.kernel.Kernel;
import io.loommp.spi.Planted;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** An outbox with the bugs that a test has planted. */
final class FaultyOutbox extends Outbox {
    private static final Set<Planted> BUGS = Set.of(Planted.MESSAGE_DROPPED_AT_BOUND, Planted.NOTICE_OVERTAKES_DATA);

    private final Kernel kernel;
    private final Queue<byte[]> notices = new ConcurrentLinkedQueue<>();

    private FaultyOutbox(Limits limits, LongSupplier highWaterBytes, Kernel kernel) {
        super(limits, highWaterBytes, kernel.parking());
        this.kernel = kernel;
    }

    /** An outbox of a node, which has no bugs unless they were planted. */
    static Outbox of(Kernel kernel, Limits limits, LongSupplier highWaterBytes) {
        return BUGS.stream().anyMatch(kernel::has)
                ? new FaultyOutbox(limits, highWaterBytes, kernel)
                : new Outbox(limits, highWaterBytes, kernel.parking());
    }

    @Override
    Result offerNotice(byte[] packet) {
        if (!kernel.has(Planted.NOTICE_OVERTAKES_DATA)) {
            return super.offerNotice(packet);
        }
        count(packet);
        notices.add(packet);
        return Result.TAKEN;
    }

    @Override
    Result overflow(byte[] packet) {
        if (!kernel.has(Planted.MESSAGE_DROPPED_AT_BOUND)) {
            return super.overflow(packet);
        }
        written(packet.length, 1);
        return Result.TAKEN;
    }

    @Override
    byte @Nullable [] poll() {
        byte[] notice = notices.poll();
        return notice == null ? super.poll() : notice;
    }

    @Override
    boolean isEmpty() {
        return notices.isEmpty() && super.isEmpty();
    }
}
