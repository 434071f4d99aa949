package io.loommp.manage;

import java.util.EnumSet;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The subscriber that turns events into lines of the log: errors an operator should look at, what was lost, and the life of
 * nodes and links. What came from elsewhere is escaped. No kind of line comes more than ten times a second for one port or
 * node, and no kind of line about what other nodes do more than a hundred times; a line about dead letters not more than once a second for one port and tag, and twenty times a second in all. What
 * was left out is counted and told, at the latest a second later. Dead letters have a logger of their own, so that they can be
 * switched off alone.
 *
 * <p>Lines are made of texts at once: one that is held back for a moment must not keep a message.
 */
public final class EventLog {
    /** The logger of dead letters; that of all else is the one above it. */
    public static final String DEAD_LETTERS = "io.loommp.node.deadletters";

    private static final String NAME = "io.loommp.node";
    private static final int LINES_PER_SECOND = 10;
    private static final int LINES_OF_NODES_PER_SECOND = 100; // a node may come under many names
    private static final int DEAD_LETTERS_PER_SECOND = 20;

    private static final Logger LOG = LoggerFactory.getLogger(EventLog.class);

    /** What is told in other words, or is somebody else's to tell. */
    private static final EnumSet<Event.Kind> LEFT_OUT = EnumSet.of(
            Event.Kind.NODE_DIED,
            Event.Kind.USER,
            Event.Kind.LOG,
            Event.Kind.TABLE_CHANGED,
            Event.Kind.TRACE_TAKEOVER,
            Event.Kind.TRACE_DISABLED);

    private final Logger out;
    private final Logger lost;
    private final RateLimit limit;
    private final RateLimit ofNodes;
    private final RateLimit deadLetters;
    private final RateLimit allDeadLetters;

    EventLog(Logger out, Logger lost, LongSupplier nanoTime, RateLimit.@Nullable Later later) {
        this.out = out;
        this.lost = lost;
        this.limit = new RateLimit(LINES_PER_SECOND, nanoTime, later);
        this.ofNodes = new RateLimit(LINES_OF_NODES_PER_SECOND, nanoTime, later);
        this.deadLetters = new RateLimit(1, nanoTime, later);
        this.allDeadLetters = new RateLimit(DEAD_LETTERS_PER_SECOND, nanoTime, later);
    }

    /** The log of a node, to end it. */
    public interface Following {
        /**
         * Takes nothing more. What was published is still logged, as the last events are those that say why a node ended.
         *
         * @param whenOver run when that is done, or cannot be; by any thread, perhaps before this has returned
         */
        void end(Runnable whenOver);

        /** Whether all is logged that will be. */
        boolean isOver();
    }

    /**
     * Starts logging the events of a node.
     *
     * @param later runs what is to be told of lines that were held back
     */
    public static Following of(Events events, LongSupplier nanoTime, RateLimit.Later later) {
        return of(nanoTime, later).follow(events);
    }

    Following follow(Events events) {
        Queued queued = new Queued(events);
        events.attach(queued.reader);
        return queued;
    }

    /** Logs on a thread of its own. */
    private final class Queued implements Following {
        private final Events events;
        private final QueuedSubscriber reader;
        private volatile boolean over;
        private volatile Runnable whenOver = () -> {}; // set by whoever ends it

        Queued(Events events) {
            this.events = events;
            this.reader = events.queued(interests(), this::take, this::over);
        }

        private void take(Event event) {
            if (event instanceof Event.TraceDisabled) {
                try {
                    flushAll();
                } finally {
                    over();
                }
            } else {
                log(event);
            }
        }

        private void over() {
            over = true;
            whenOver.run();
        }

        @Override
        public void end(Runnable tell) {
            whenOver = tell;
            events.detach(reader);
            try {
                reader.control(new Event.TraceDisabled()); // behind the last one, as tracers are told their end
            } catch (RuntimeException | Error e) { // there was no thread to be had, for instance
                LOG.warn("the last events of a node are not logged", e);
                flushAll();
            }
            if (Cause.current() == reader) {
                over(); // whoever ends it is what it logs to, and would wait for itself
            }
        }

        @Override
        public boolean isOver() {
            return over;
        }
    }

    /**
     * Starts logging the events of a node whose threads and timers somebody else schedules. Lines are written by the thread
     * that brings an event about, and what was held back is told with the next line like it: no thread and no timer is there
     * for the log, and what the node does does not depend on what is logged.
     */
    public static Following atOnce(Events events, LongSupplier nanoTime) {
        EventLog log = of(nanoTime, null);
        AtOnce reader = new AtOnce(log, events, log.interests());
        events.attach(reader);
        return reader;
    }

    private static EventLog of(LongSupplier nanoTime, RateLimit.@Nullable Later later) {
        return new EventLog(LoggerFactory.getLogger(NAME), LoggerFactory.getLogger(DEAD_LETTERS), nanoTime, later);
    }

    /** A reader of the bus that needs no thread. */
    private record AtOnce(EventLog log, Events events, long interests) implements BusReader, Following {
        @Override
        public void end(Runnable whenOver) {
            events.detach(this);
            log.flushAll();
            whenOver.run();
        }

        @Override
        public boolean isOver() {
            return true;
        }

        @Override
        public void offer(Object input, Event.@Nullable Kind kind) {
            if (input instanceof Event event) {
                Cause.run(this, () -> log.log(event));
            }
        }
    }

    /** As bits. */
    private long interests() {
        EnumSet<Event.Kind> kinds = EnumSet.complementOf(LEFT_OUT);
        kinds.removeAll(Event.Kind.traffic());
        if (!out.isDebugEnabled()) {
            kinds.removeAll(EnumSet.of(
                    Event.Kind.SPAWNED,
                    Event.Kind.DIED,
                    Event.Kind.REGISTERED,
                    Event.Kind.UNREGISTERED,
                    Event.Kind.AGENT_STARTED));
        }
        return Event.Kind.mask(kinds) | BusReader.UNEXPECTED_DEATHS;
    }

    private void flushAll() {
        limit.flushAll();
        ofNodes.flushAll();
        deadLetters.flushAll();
        allDeadLetters.flushAll();
    }

    /** Writes what there is to say of an event. */
    void log(Event event) {
        switch (event) {
            case Event.Spawned e -> out.debug("port {} born", text(e.port()));
            case Event.Died e -> died(e);
            case Event.Registered e -> out.debug("port {} is called {}", text(e.port()), text(e.name()));
            case Event.Unregistered e -> out.debug("port {} is no longer called {}", text(e.port()), text(e.name()));
            case Event.DeadLetter e -> deadLetter(e);
            case Event.Connected e -> ofNode(e, Level.INFO, e.node(), null, "{} is up. ({}){}", e.node(), e.address());
            case Event.Disconnected e -> ofNode(e, Level.INFO, e.node(), null, "{} is down ({}).{}", e.node(), e.why());
            case Event.NoSeed e ->
                limited(e, Level.WARN, "", "none of the seeds is connected: {}{}", String.join(", ", e.seeds()));
            case Event.MailboxHigh e ->
                limited(e, Level.WARN, e.port(), "{} messages wait for port {}{}", e.waiting(), e.port());
            case Event.Untaken e ->
                limited(
                        e,
                        Level.WARN,
                        e.port(),
                        "port {} never takes what waits for it: {} messages, the oldest for {} s{}",
                        e.port(),
                        e.waiting(),
                        e.oldest().toSeconds());
            case Event.PortStuck e ->
                limited(
                        e,
                        Level.WARN,
                        e.port(),
                        "port {} was killed ({}), but its code does not return{}",
                        e.port(),
                        e.reason());
            case Event.RefusesToEnd e ->
                limited(
                        e,
                        Level.WARN,
                        e.port(),
                        "port {} was killed ({}), but goes on receiving{}",
                        e.port(),
                        e.reason());
            case Event.CloseFailed e ->
                line(
                        limit,
                        List.of(e.kind(), text(e.port())),
                        Level.ERROR,
                        LoggedThrowable.of(e.cause()),
                        "port {} cannot close {}{}",
                        e.port(),
                        e.resource());
            case Event.RequestIgnored e ->
                ofNode(e, Level.INFO, e.node(), null, "ignored request {} of node {}{}", e.request(), e.node());
            case Event.RequestFailed e ->
                ofNode(
                        e,
                        Level.WARN,
                        e.node(),
                        LoggedThrowable.of(e.cause()),
                        "request {} of node {} failed{}",
                        e.request(),
                        e.node());
            case Event.ChildStarted e -> childStarted(e);
            case Event.ChildNotStarted e -> childNotStarted(e);
            case Event.ChildEnded e -> childEnded(e);
            case Event.ChildStuck e ->
                limited(
                        e,
                        Level.WARN,
                        e.child(),
                        "child {}{} does not end, and gets no successor before it does{}",
                        e.child(),
                        e.port() == null ? ", still being started," : " (" + e.port() + ')');
            case Event.GaveUp e ->
                limited(e, Level.ERROR, e.supervisor(), "supervisor {} ends: {}{}", e.supervisor(), e.reason());
            case Event.AgentStarted e -> out.debug("agent {} started: {}", text(e.agent()), text(e.port()));
            case Event.AgentStopped e -> out.debug("agent {} ended: {}", text(e.agent()), text(e.reason()));
            case Event.AgentFailed e ->
                line(
                        limit,
                        List.of(e.kind(), text(e.agent())),
                        Level.ERROR,
                        LoggedThrowable.of(e.cause()),
                        "agent {} failed{}",
                        e.agent());
            case Event.TracerFailed e ->
                line(
                        limit,
                        List.of(e.kind(), text(e.tracer())),
                        Level.ERROR,
                        LoggedThrowable.of(e.cause()),
                        "tracer {} failed, and was removed{}",
                        e.tracer());
            case Event.NodeDied e -> {}
            case Event.Sent e -> {}
            case Event.SentToName e -> {}
            case Event.SentToChannel e -> {}
            case Event.Received e -> {}
            case Event.ReceivedOnChannel e -> {}
            case Event.User e -> {}
            case Event.Log e -> {}
            case Event.TableChanged e -> {}
            case Event.TraceTakeover e -> {}
            case Event.TraceDisabled e -> {}
            case Event.Dropped e ->
                limited(e, Level.WARN, "", "{} events were not logged: too many at once{}", e.count());
        }
    }

    private void limited(Event event, Level level, Object subject, String format, Object... values) {
        line(limit, List.of(event.kind(), text(subject)), level, null, format, values);
    }

    /** As {@link #limited}, for what another node does; of which there is only so much in all. */
    private void ofNode(
            Event event, Level level, String node, @Nullable Throwable cause, String format, Object... values) {
        limit.run(List.of(event.kind(), text(node)), ofNodes, event.kind(), write(out, level, cause, format, values));
    }

    /** One line; the format has one more place than there are values, for how many were suppressed. */
    private void line(
            RateLimit limit, Object key, Level level, @Nullable Throwable cause, String format, Object... values) {
        limit.run(key, write(out, level, cause, format, values));
    }

    private static Consumer<String> write(
            Logger logger, Level level, @Nullable Throwable cause, String format, Object... values) {
        Object[] texts = new Object[values.length + 1];
        for (int i = 0; i < values.length; i++) {
            texts[i] = text(values[i]);
        }
        return more -> {
            Object[] all = texts.clone();
            all[all.length - 1] = more;
            logger.atLevel(level).setCause(cause).log(format, all);
        };
    }

    /** What a port leaves behind that ends is a matter for those who watch it; what finds nobody is worth a look. */
    private void deadLetter(Event.DeadLetter e) {
        Level level = switch (e.cause()) {
            case PORT_ENDED, LATE_REPLY -> Level.DEBUG;
            case NO_SUCH_PORT, UNREADABLE, NO_ROUTE, CONNECTION_LOST, NOT_ENCODABLE -> Level.WARN;
        };
        if (lost.isEnabledForLevel(level)) {
            String tag = e.message().tag();
            deadLetters.run(
                    List.of(text(e.to()), text(tag)),
                    allDeadLetters,
                    level,
                    write(lost, level, null, "dead letter to {}: {} ({}){}", e.to(), tag, e.cause()));
        }
    }

    private void childStarted(Event.ChildStarted e) {
        if (e.starts() == 1) {
            out.debug("child {} started: {}", text(e.child()), text(e.port()));
        } else {
            limited(
                    e,
                    Level.INFO,
                    e.child(),
                    "child {} started anew, {} starts so far: {}{}",
                    e.child(),
                    e.starts(),
                    e.port());
        }
    }

    private void childNotStarted(Event.ChildNotStarted e) {
        line(
                limit,
                List.of(e.kind(), text(e.child())),
                Level.WARN,
                LoggedThrowable.of(e.cause()),
                "child {} did not start: {}{}{}",
                e.child(),
                e.reason(),
                e.retryAfter() == null ? "" : "; next attempt after " + e.retryAfter());
    }

    private void childEnded(Event.ChildEnded e) {
        if (e.asked() || (e.reason().isNormal() && e.anewAfter() == null)) {
            out.debug("child {} ({}) ended: {}", text(e.child()), text(e.port()), text(e.reason()));
        } else {
            limited(
                    e,
                    Level.WARN,
                    e.child(),
                    "child {} ({}) ended: {}; {}{}",
                    e.child(),
                    e.port(),
                    e.reason(),
                    e.anewAfter() == null ? "it is not started anew" : "it is started anew after " + e.anewAfter());
        }
    }

    private void died(Event.Died e) {
        Throwable cause = LoggedThrowable.of(e.cause());
        if (e.isExpected()) {
            out.debug("port {} ended: {}", text(e.port()), text(e.reason()), cause);
        } else {
            line(
                    limit,
                    e.kind(),
                    Level.ERROR,
                    cause,
                    "unmonitored local port {} died with reason: {}{}",
                    e.port(),
                    e.reason());
        }
    }

    private static String text(Object value) {
        return LogText.escape(value.toString());
    }
}
