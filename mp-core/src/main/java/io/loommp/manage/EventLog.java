package io.loommp.manage;

import io.loommp.KillReason;
import java.util.EnumSet;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The subscriber that turns events into lines of the log: errors an operator should look at, what was lost, and the life of
 * nodes and links. What came from elsewhere is escaped. No kind of line comes more than ten times a second for one port or
 * node, a line about dead letters not more than once a second for one port and tag; what was left out is counted.
 */
public final class EventLog {
    private static final Logger LOG = LoggerFactory.getLogger("io.loommp.node");
    private static final int LINES_PER_SECOND = 10;

    private final RateLimit limit;
    private final RateLimit deadLetters;

    private EventLog(LongSupplier nanoTime) {
        this.limit = new RateLimit(LINES_PER_SECOND, nanoTime);
        this.deadLetters = new RateLimit(1, nanoTime);
    }

    /** Starts logging the events of a node. */
    public static Events.Subscription of(Events events, LongSupplier nanoTime) {
        EnumSet<Event.Kind> kinds = EnumSet.allOf(Event.Kind.class);
        if (!LOG.isDebugEnabled()) {
            kinds.removeAll(EnumSet.of(Event.Kind.SPAWNED, Event.Kind.REGISTERED, Event.Kind.UNREGISTERED));
        }
        return events.subscribe(kinds, new EventLog(nanoTime)::log);
    }

    private void log(Event event) {
        switch (event) {
            case Event.Spawned e -> LOG.debug("port {} born", text(e.port()));
            case Event.Died e -> died(e);
            case Event.Registered e -> LOG.debug("port {} is called {}", text(e.port()), text(e.name()));
            case Event.Unregistered e -> LOG.debug("port {} is no longer called {}", text(e.port()), text(e.name()));
            case Event.DeadLetter e -> deadLetter(e);
            case Event.Connected e ->
                limited(e, e.node(), more -> LOG.info("{} is up. ({}){}", text(e.node()), text(e.address()), more));
            case Event.Disconnected e ->
                limited(e, e.node(), more -> LOG.info("{} is down ({}).{}", text(e.node()), text(e.why()), more));
            case Event.MailboxHigh e ->
                limited(
                        e,
                        e.port(),
                        more -> LOG.warn("{} messages wait for port {}{}", e.waiting(), text(e.port()), more));
            case Event.PortStuck e ->
                LOG.warn("port {} was killed ({}), but its code does not return", text(e.port()), text(e.reason()));
            case Event.RefusesToEnd e ->
                LOG.warn("port {} was killed ({}), but goes on receiving", text(e.port()), text(e.reason()));
            case Event.RequestIgnored e ->
                limited(
                        e,
                        e.node(),
                        more -> LOG.info("ignored request {} of node {}{}", text(e.request()), text(e.node()), more));
            case Event.ChildStarted e -> childStarted(e);
            case Event.ChildNotStarted e ->
                limited(
                        e,
                        e.child(),
                        more -> LOG.warn(
                                "child {} did not start: {}{}{}",
                                text(e.child()),
                                text(e.reason()),
                                e.retryAfter() == null ? "" : "; next attempt after " + e.retryAfter(),
                                more,
                                LoggedThrowable.of(e.cause())));
            case Event.ChildEnded e -> childEnded(e);
            case Event.ChildStuck e ->
                LOG.warn(
                        "child {}{} does not end, and gets no successor before it does",
                        text(e.child()),
                        e.port() == null ? ", still being started," : " (" + text(e.port()) + ')');
            case Event.GaveUp e -> LOG.error("supervisor {} ends: {}", text(e.supervisor()), text(e.reason()));
            case Event.Dropped e -> LOG.warn("{} events were not logged: too many at once", e.count());
        }
    }

    private void limited(Event event, Object subject, Consumer<String> line) {
        limit.run(List.of(event.kind(), text(subject)), line);
    }

    /** What a port leaves behind that ends is a matter for those who watch it; what finds nobody is worth a look. */
    private void deadLetter(Event.DeadLetter e) {
        Level level = switch (e.cause()) {
            case PORT_ENDED, LATE_REPLY -> Level.DEBUG;
            case NO_SUCH_PORT, NO_ROUTE, CONNECTION_LOST, NOT_ENCODABLE, NOT_UNDERSTOOD -> Level.WARN;
        };
        if (LOG.isEnabledForLevel(level)) {
            String tag = text(e.message().tag());
            deadLetters.run(
                    List.of(text(e.to()), tag),
                    more -> LOG.atLevel(level)
                            .log("dead letter to {}: {} ({}){}", text(e.to()), tag, text(e.cause()), more));
        }
    }

    private void childStarted(Event.ChildStarted e) {
        if (e.starts() == 1) {
            LOG.debug("child {} started: {}", text(e.child()), text(e.port()));
        } else {
            limited(
                    e,
                    e.child(),
                    more -> LOG.info(
                            "child {} started anew, {} starts so far: {}{}",
                            text(e.child()),
                            e.starts(),
                            text(e.port()),
                            more));
        }
    }

    private void childEnded(Event.ChildEnded e) {
        if (e.asked() || (e.reason().isNormal() && e.anewAfter() == null)) {
            LOG.debug("child {} ({}) ended: {}", text(e.child()), text(e.port()), text(e.reason()));
        } else {
            limited(
                    e,
                    e.child(),
                    more -> LOG.warn(
                            "child {} ({}) ended: {}; {}{}",
                            text(e.child()),
                            text(e.port()),
                            text(e.reason()),
                            e.anewAfter() == null
                                    ? "it is not started anew"
                                    : "it is started anew after " + e.anewAfter(),
                            more));
        }
    }

    private void died(Event.Died e) {
        boolean expected = e.reason().isNormal() || e.reason() instanceof KillReason.NodeClosed || e.monitored();
        if (expected) {
            LOG.debug("port {} ended: {}", text(e.port()), text(e.reason()), LoggedThrowable.of(e.cause()));
        } else {
            limit.run(
                    e.kind(),
                    more -> LOG.error(
                            "unmonitored local port {} died with reason: {}{}",
                            text(e.port()),
                            text(e.reason()),
                            more,
                            LoggedThrowable.of(e.cause())));
        }
    }

    private static String text(Object value) {
        return LogText.escape(value.toString());
    }
}
