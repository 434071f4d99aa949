package io.loommp.inspect;

import io.loommp.Held;
import io.loommp.Message;
import io.loommp.Monitor;
import io.loommp.PortId;
import io.loommp.Self;
import io.loommp.Timer;
import io.loommp.kernel.Kernel;
import io.loommp.kernel.LocalPort;
import io.loommp.manage.Event;
import io.loommp.manage.Events;
import io.loommp.manage.LogText;
import io.loommp.spi.ConfinedTo;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * {@code loommp::deadletters}: tells a port of each dead letter of this node, from now until that port ends: to whom it was,
 * why it could not be delivered, its tag and size; never what else was in it. At most so many a second; how many were left
 * out is told once a second.
 *
 * <p>What is lost on its way to one of these ports is not told, or it would go round in circles.
 *
 * <p><b>Threads:</b> the function's port; letters are told on the thread of the subscription.
 */
final class DeadLetterStreams implements Served {
    static final String LETTER = "dead_letter";
    static final String LEFT_OUT = "left_out";
    static final String ENDED = "ended";

    private static final int STREAMS_MAX = 16;
    private static final int PER_SECOND = 20;
    private static final int PER_SECOND_MAX = 1000;
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final Kernel kernel;
    private final Map<PortId, Stream> streams = new ConcurrentHashMap<>();

    @ConfinedTo("the function's port")
    private @Nullable Held<Events.Subscription> subscription; // while there are streams

    @ConfinedTo("the function's port")
    private Timer tick = () -> false;

    DeadLetterStreams(Kernel kernel) {
        this.kernel = kernel;
    }

    /** One port that is told. */
    private final class Stream {
        final PortId asker;
        final int perSecond;
        final Monitor watch;
        final AtomicInteger allowance;
        final AtomicLong leftOut = new AtomicLong();

        private final LocalPort function;

        Stream(LocalPort function, PortId asker, int perSecond, Monitor watch) {
            this.function = function;
            this.asker = asker;
            this.perSecond = perSecond;
            this.watch = watch;
            this.allowance = new AtomicInteger(perSecond);
        }

        void tell(Event.DeadLetter letter) {
            if (!isCrowded() && allowance.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                kernel.answer(function, asker, Message.of(LETTER, describe(letter)));
            } else {
                leftOut.incrementAndGet();
            }
        }

        void secondIsOver() {
            allowance.set(perSecond);
            long count = isCrowded() ? 0 : leftOut.getAndSet(0);
            if (count > 0) {
                kernel.answer(function, asker, Message.of(LEFT_OUT, count));
            }
        }

        /** Who takes little is told less, and later how much that was. */
        private boolean isCrowded() {
            return kernel.isCrowded(asker.node());
        }
    }

    @Override
    public Set<String> known() {
        return Set.of("per_second");
    }

    @Override
    public Map<String, @Nullable Object> serve(Self self, PortId asker, Options options) throws Refusal {
        int perSecond = options.number("per_second", PER_SECOND, 1, PER_SECOND_MAX);
        end(asker);
        if (streams.size() >= STREAMS_MAX) {
            throw Refusal.busy("there are %d streams of dead letters already".formatted(STREAMS_MAX));
        }
        streams.put(asker, new Stream(LocalPort.of(self), asker, perSecond, self.onEnd(asker, why -> end(asker))));
        if (subscription == null) {
            subscription = self.own(kernel.events().subscribe(Set.of(Event.Kind.DEAD_LETTER), this::happened));
            tick = self.every(SECOND, () -> streams.values().forEach(Stream::secondIsOver));
        }
        return Map.of("per_second", perSecond);
    }

    /** On the thread of the subscription. */
    private void happened(Event event) {
        switch (event) {
            case Event.DeadLetter letter -> {
                if (!streams.containsKey(letter.to())) {
                    streams.values().forEach(stream -> stream.tell(letter));
                }
            }
            case Event.Dropped dropped -> streams.values().forEach(stream -> stream.leftOut.addAndGet(dropped.count()));
            default -> {}
        }
    }

    private static Map<String, @Nullable Object> describe(Event.DeadLetter letter) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("to", letter.to().toString());
        map.put("cause", letter.cause().name().toLowerCase(Locale.ROOT));
        map.put("tag", LogText.escape(letter.message().tag()));
        map.put("elements", letter.message().size());
        map.put("bytes", letter.message().estimatedBytes());
        return map;
    }

    private void end(PortId asker) {
        Stream stream = streams.remove(asker);
        if (stream != null) {
            boolean ignored = stream.watch.cancel();
        }
        if (streams.isEmpty() && subscription != null) {
            subscription.close();
            subscription = null;
            boolean ignored = tick.cancel();
        }
    }

    @Override
    public void stop() {
        for (Stream stream : streams.values()) {
            end(stream.asker);
            kernel.answer(stream.function, stream.asker, Message.of(ENDED));
        }
    }
}
