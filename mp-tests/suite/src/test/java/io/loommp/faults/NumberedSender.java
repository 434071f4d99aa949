package io.loommp.faults;

import io.loommp.Message;
import io.loommp.Monitor;
import io.loommp.PortId;
import io.loommp.loom.ThreadSelf;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Sends numbered messages to a desk on another node, in epochs: one begins with a monitor of the desk, and ends when that
 * fires, or is taken back. Before each message it looks whether the monitor has fired, so at most one message of an epoch, the
 * last one, can have been sent behind the firing.
 */
final class NumberedSender {
    private static final Duration PAUSE = Duration.ofMillis(3);
    private static final Duration PATIENCE = Duration.ofMillis(250);
    private static final int WINDOW = 50 * Desk.RECEIPT_EVERY;
    private static final int EPOCH_LEAST = 200;
    private static final int EPOCH_MOST = 20_000;

    private final String name;
    private final String peer;
    private final Random random;
    private final LineLog log;
    private volatile @Nullable String token; // whoever reads the standard input
    private volatile boolean finishing; // whoever reads the standard input

    // the rest is the port's
    private long epoch;
    private String watch = "";
    private long sent;
    private long arrived;
    private boolean lost;
    private boolean done;

    NumberedSender(String node, String peer, long seed, LineLog log) {
        this.name = node + ">" + peer;
        this.peer = peer;
        this.random = new Random(seed);
        this.log = log;
    }

    void probe(String newToken) {
        token = newToken;
    }

    void finish() {
        finishing = true;
    }

    void run(ThreadSelf self) {
        while (!done) {
            epoch(self, findDesk(self));
        }
    }

    private PortId findDesk(ThreadSelf self) {
        while (true) {
            self.send(new PortId(peer, "desk"), "where", self);
            Optional<Message> answer = self.getCond(m -> m.hasTag("desk") || m.hasTag("lost"), PATIENCE);
            if (answer.isPresent()) {
                if (answer.get().hasTag("desk")) {
                    return answer.get().port(1);
                }
                handle(answer.get());
            }
        }
    }

    private void epoch(ThreadSelf self, PortId desk) {
        watch = name + ":" + ++epoch;
        sent = 0;
        arrived = 0;
        lost = false;
        String fired = watch;
        Monitor monitor = self.monitor(desk, why -> Message.of("lost", fired, why.toString()));
        log.write("S", watch, desk.node(), desk, LineLog.micros());
        long most = random.nextLong(EPOCH_LEAST, EPOCH_MOST);
        Probing probing = new Probing();
        while (!lost) {
            if (sent % Desk.RECEIPT_EVERY == 0) {
                probing.look();
                if (finishing && sent > 0 && arrived == sent) {
                    end("E", monitor);
                    done = true;
                    return;
                }
                if (!finishing && sent >= most) {
                    end("U", monitor);
                    return;
                }
                self.get(PAUSE).ifPresent(this::handle);
            }
            handleAll(self);
            if (!lost && !isWaiting()) {
                sent++;
                self.send(desk, "data", self, name, Long.toString(epoch), sent);
            }
        }
    }

    /** Whether more messages would be of no use. */
    private boolean isWaiting() {
        boolean atReceipt = sent > 0 && sent % Desk.RECEIPT_EVERY == 0;
        return atReceipt && (finishing || sent - arrived >= WINDOW);
    }

    private void end(String how, Monitor monitor) {
        monitor.cancel();
        log.write(how, watch, LineLog.micros(), sent);
    }

    private void handleAll(ThreadSelf self) {
        for (Optional<Message> next = self.get(Duration.ZERO); next.isPresent(); next = self.get(Duration.ZERO)) {
            handle(next.get());
        }
    }

    private void handle(Message message) {
        if (message.hasTag("lost")) {
            log.write(
                    "F",
                    message.string(1),
                    LineLog.micros(),
                    sent,
                    message.string(2).replace(' ', '_'));
            lost |= message.string(1).equals(watch);
        } else if (message.hasTag("receipt") && message.string(1).equals(Long.toString(epoch))) {
            arrived = message.longInteger(2);
        }
    }

    /** Tells when a message that was sent after somebody asked has arrived. */
    private final class Probing {
        private @Nullable String known;
        private long wanted;

        /** When a block of messages has been sent. */
        void look() {
            String asked = token;
            if (asked == null) {
                return;
            }
            if (!asked.equals(known)) {
                known = asked;
                wanted = sent + Desk.RECEIPT_EVERY;
            } else if (arrived >= wanted) {
                System.out.println("probed " + peer + " " + asked);
                wanted = Long.MAX_VALUE;
            }
        }
    }
}
