package io.loommp.net.recorded;

import io.loommp.Message;
import io.loommp.net.codec.Framing;
import io.loommp.spi.Link;
import io.loommp.testing.Latches;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** A link that keeps what is sent over it, as it reads at the other end: written in the framing of the side that sends. */
final class WiretapLink implements Link {
    private static final int PACKET_MAX = 1 << 20;

    private final String node;
    private final Framing framing;
    private final BlockingQueue<Message> sent = new LinkedBlockingQueue<>();

    /** A link to this node; what is sent is written in this framing. */
    WiretapLink(String node, Framing framing) {
        this.node = node;
        this.framing = framing;
    }

    /** Waits for the next packet that is sent, the port's name first. */
    Message next() {
        return Latches.next(sent);
    }

    /** Whether all that was sent has been taken. */
    boolean isSilent() {
        return sent.isEmpty();
    }

    @Override
    public String node() {
        return node;
    }

    @Override
    public boolean send(String port, Message message) {
        return post(port, message);
    }

    @Override
    public boolean post(String port, Message message) {
        byte[] octets = framing.encoder(PACKET_MAX).encode(port, message);
        return sent.addAll(
                new PacketCutter(framing).accept(octets, 0, octets.length).values());
    }

    @Override
    public void close(String why) {
        throw new AssertionError("closed: " + why);
    }
}
