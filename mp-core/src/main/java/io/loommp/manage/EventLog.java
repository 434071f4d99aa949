package io.loommp.manage;

import io.loommp.KillReason;
import java.util.EnumSet;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The subscriber that turns events into lines of the log: errors an operator should look at, what was lost, and the life of
 * nodes and links. What came from elsewhere is escaped, and no kind of line comes more than ten times a second for one port
 * or node.
 */
public final class EventLog {
    private static final Logger LOG = LoggerFactory.getLogger("io.loommp.node");
    private static final int LINES_PER_SECOND = 10;

    private final RateLimit limit;

    private EventLog(LongSupplier nanoTime) {
        this.limit = new RateLimit(LINES_PER_SECOND, nanoTime);
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
            case Event.DeadLetter e ->
                limit.run(
                        e.to(),
                        more -> LOG.warn(
                                "dead letter to {}: {} ({}){}",
                                text(e.to()),
                                text(e.message().tag()),
                                text(e.cause()),
                                more));
            case Event.Connected e -> LOG.info("{} is up. ({})", text(e.node()), text(e.address()));
            case Event.Disconnected e -> LOG.info("{} is down ({}).", text(e.node()), text(e.why()));
            case Event.MailboxHigh e -> LOG.warn("{} messages wait for port {}", e.waiting(), text(e.port()));
            case Event.PortStuck e ->
                LOG.warn("port {} was killed ({}), but its code does not return", text(e.port()), text(e.reason()));
            case Event.RefusesToEnd e ->
                LOG.warn("port {} was killed ({}), but goes on receiving", text(e.port()), text(e.reason()));
            case Event.RequestIgnored e ->
                limit.run(
                        e.node(),
                        more -> LOG.info("ignored request {} of node {}{}", text(e.request()), text(e.node()), more));
            case Event.Dropped e -> LOG.warn("{} events were not logged: too many at once", e.count());
        }
    }

    private void died(Event.Died e) {
        if (e.reason().isNormal() || e.reason() instanceof KillReason.NodeClosed || e.monitored()) {
            LOG.debug("port {} ended: {}", text(e.port()), text(e.reason()), e.cause());
        } else {
            limit.run(
                    "unmonitored",
                    more -> LOG.error(
                            "unmonitored local port {} died with reason: {}{}",
                            text(e.port()),
                            text(e.reason()),
                            more,
                            e.cause()));
        }
    }

    private static String text(Object value) {
        return LogText.escape(value.toString());
    }
}
