package io.loommp.cli.service;

import io.loommp.Message;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.service.NodeService;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Answers with the time of its host: seconds since 1970, with a fraction, and the same as text. */
public final class TimeService implements NodeService {
    private final Clock clock;

    /** One with the clock of the host. */
    public TimeService() {
        this(Clock.systemUTC());
    }

    TimeService(Clock clock) {
        this.clock = clock;
    }

    @Override
    public String name() {
        return "time";
    }

    @Override
    public String description() {
        return "answers with the time of its host, as seconds since 1970 and as text; no arguments";
    }

    @Override
    public Port start(Node node, Message arguments) {
        Offered.none(arguments);
        return Offered.answering(name(), node, question -> answer(clock.instant()));
    }

    private static Message answer(Instant now) {
        Instant millis = now.truncatedTo(ChronoUnit.MILLIS);
        return Message.of(millis.toEpochMilli() / 1000.0, millis.toString());
    }
}
