package io.loommp;

import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * The address of a port: the id of its node and its name there, written {@code nodeid#name}.
 *
 * <p>An empty name addresses the node itself (its <i>node port</i>), and is written as the bare node id. The text form may
 * travel anywhere: in messages, files, on paper. Ids are names, not passwords.
 *
 * <p><b>Limits:</b> what a node may be called is narrower than what can be addressed: see {@link #checkNodeId}.
 *
 * @param node the id of the node, not empty and without {@code #}
 * @param name the name of the port on that node, empty for the node port
 * @see <a href="https://metacpan.org/pod/AnyEvent::MP">AnyEvent::MP</a>, whose form of port ids this is
 */
public record PortId(String node, String name) implements Address {

    /** A node id has at most this many bytes of UTF-8. */
    public static final int NODE_ID_BYTES_MAX = 255;

    /** @throws IllegalArgumentException if the node id is empty or contains {@code #} */
    public PortId {
        Objects.requireNonNull(node, "node");
        Objects.requireNonNull(name, "name");
        if (node.isEmpty() || node.indexOf('#') >= 0) {
            throw new IllegalArgumentException("not a node id: \"" + node + "\" (empty, or contains '#')");
        }
    }

    /**
     * Reads the text form, which is split at the first {@code #}; text without one addresses the node port.
     *
     * @throws IllegalArgumentException if the part before the {@code #} is empty
     */
    public static PortId of(String text) {
        int hash = text.indexOf('#');
        if (hash == 0 || text.isEmpty()) {
            throw new IllegalArgumentException("not a port id: \"" + text + "\" (the node id is missing)");
        }
        return hash < 0 ? new PortId(text, "") : new PortId(text.substring(0, hash), text.substring(hash + 1));
    }

    /**
     * Checks what a node may call itself: 1 to 255 bytes of UTF-8, no control and no white-space characters, none of
     * {@code ; , #}.
     *
     * @return the id that was given
     * @throws IllegalArgumentException naming the id and what is wrong with it
     */
    public static String checkNodeId(String nodeId) {
        if (nodeId.isEmpty()) {
            throw new IllegalArgumentException("a node id must not be empty");
        }
        if (nodeId.getBytes(StandardCharsets.UTF_8).length > NODE_ID_BYTES_MAX) {
            throw new IllegalArgumentException("a node id has at most " + NODE_ID_BYTES_MAX
                    + " bytes, this one begins \"" + nodeId.substring(0, 32) + "\"");
        }
        nodeId.codePoints().forEach(c -> {
            if (Character.isISOControl(c)
                    || Character.isWhitespace(c)
                    || Character.isSpaceChar(c)
                    || Character.getType(c) == Character.SURROGATE
                    || c == ';'
                    || c == ','
                    || c == '#') {
                throw new IllegalArgumentException(
                        "a node id must not contain %s: \"%s\"".formatted(Character.getName(c), nodeId));
            }
        });
        return nodeId;
    }

    @Override
    public PortId id() {
        return this;
    }

    /** Whether this addresses the node itself. */
    public boolean isNodePort() {
        return name.isEmpty();
    }

    /** The text form, {@code nodeid#name}, or the bare node id for a node port. */
    @Override
    public String toString() {
        return name.isEmpty() ? node : node + '#' + name;
    }
}
