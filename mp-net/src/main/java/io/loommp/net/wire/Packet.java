package io.loommp.net.wire;

import io.loommp.Message;

/**
 * One packet of an established connection: a message, and the port it is for.
 *
 * @param port the name of a port of the receiving node, empty for its node port
 * @param message what that port is to get
 * @see <a href="https://metacpan.org/pod/AnyEvent::MP::Transport">AnyEvent::MP::Transport</a>
 */
public record Packet(String port, Message message) {
    /** Arrays and maps in it may be nested this deep, its own array included. */
    public static final int DEPTH_MAX = 512;

    /** Whether it does nothing but show that its sender is alive. */
    public boolean isKeepAlive() {
        return port.isEmpty() && (message.size() == 0 || message.hasTag(""));
    }
}
