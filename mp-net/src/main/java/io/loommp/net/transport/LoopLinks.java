package io.loommp.net.transport;

import io.loommp.net.codec.Framing;
import io.loommp.net.codec.PacketDecoder;
import io.loommp.net.io.Loop;
import io.loommp.net.io.Network;
import io.loommp.spi.ConfinedTo;
import io.loommp.spi.Timers;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A loop and the links that live in it: it ends when it is to end and they are gone, and they end when it does. */
@ConfinedTo("the loop")
final class LoopLinks {
    private static final Logger LOG = LoggerFactory.getLogger(LoopLinks.class);

    private final Loop loop;
    private final Map<Framing, PacketDecoder> decoders;
    private final Set<TcpLink> links = new LinkedHashSet<>();
    private boolean closing;

    /** Starts the loop. */
    LoopLinks(Network network, String name, Timers timers, BooleanSupplier mayPoll, int packetBytesMax)
            throws IOException {
        this.decoders = Framing.decoders(packetBytesMax);
        this.loop = network.start(name, timers, mayPoll, this::loseAll);
    }

    Loop loop() {
        return loop;
    }

    /** Reads packets, of whatever link, in its loop. */
    PacketDecoder decoder(Framing framing) {
        return Objects.requireNonNull(decoders.get(framing));
    }

    /** Adds a link; false if the loop takes none any more. */
    boolean add(TcpLink link) {
        return !closing && links.add(link);
    }

    void remove(TcpLink link) {
        links.remove(link);
        endIfDone();
    }

    /** Ends the loop when its links have written what they have. */
    void finish() {
        closing = true;
        List.copyOf(links).forEach(TcpLink::finish);
        endIfDone();
    }

    private void endIfDone() {
        if (closing && links.isEmpty()) {
            loop.end();
        }
    }

    private void loseAll() {
        closing = true;
        List.copyOf(links).forEach(LoopLinks::loseAtEnd);
    }

    private static void loseAtEnd(TcpLink link) {
        try {
            link.lose("the selector has ended");
        } catch (Throwable t) {
            LOG.error("{} could not be ended; the others are", link, t);
        }
    }
}
