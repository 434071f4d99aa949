package io.loommp;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The address of a port: the id of its node and its name there, written {@code nodeid#name}.
 *
 * <p>An empty name addresses the node itself (its <i>node port</i>), and is written as the bare node id. The text form may
 * travel anywhere: in messages, files, on paper. Ids are names, not passwords.
 *
 * <p>It is a value: two ids are equal if node and name are.
 *
 * <p><b>Limits:</b> what a node may be called is narrower than what can be addressed: see {@link #checkNodeId}.
 *
 * @see <a href="https://metacpan.org/pod/AnyEvent::MP">AnyEvent::MP</a>, whose form of port ids this is
 */
public final class PortId implements Address {

    /** A node id has at most this many bytes of UTF-8. */
    public static final int NODE_ID_BYTES_MAX = 255;

    private final String node;
    private final @Nullable String name; // null if something is to make it
    private final @Nullable Nameable nameable;

    /**
     * What has an address before it has a name, as the reply to most questions never needs one. For the runtime alone.
     *
     * <p><b>Threads:</b> any.
     */
    public interface Nameable {

        /** The name, not empty: the first call makes it, and all return the same. Called for each look at the name. */
        String makeName();
    }

    /**
     * @param node the id of the node, not empty and without {@code #}
     * @param name the name of the port on that node, empty for the node port
     * @throws IllegalArgumentException if the node id is empty or contains {@code #}
     */
    public PortId(String node, String name) {
        this.node = checked(node);
        this.name = Objects.requireNonNull(name, "name");
        this.nameable = null;
    }

    private PortId(String node, Nameable nameable) {
        this.node = node;
        this.name = null;
        this.nameable = nameable;
    }

    private static String checked(String node) {
        Objects.requireNonNull(node, "node");
        if (node.isEmpty() || node.indexOf('#') >= 0) {
            throw new IllegalArgumentException("not a node id: \"" + node + "\" (empty, or contains '#')");
        }
        return node;
    }

    /**
     * The address of something of this node that gets its name when somebody asks for that. For the runtime alone.
     *
     * @param node the id of the node, which is not looked at
     */
    public static PortId unnamed(String node, Nameable what) {
        return new PortId(node, what);
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

    /** The id of the node. */
    public String node() {
        return node;
    }

    /** The name of the port on that node, empty for the node port. */
    public String name() {
        if (nameable != null) {
            return nameable.makeName();
        }
        assert name != null : "an id with neither a name nor who makes one";
        return name;
    }

    /** What is addressed, if it was made with {@link #unnamed}. For the runtime alone. */
    public @Nullable Nameable nameable() {
        return nameable;
    }

    /** Whether this addresses the node itself. */
    public boolean isNodePort() {
        return nameable == null && name().isEmpty();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other || (other instanceof PortId that && node.equals(that.node) && name().equals(that.name()));
    }

    @Override
    public int hashCode() {
        return 31 * node.hashCode() + name().hashCode();
    }

    /** The text form, {@code nodeid#name}, or the bare node id for a node port. */
    @Override
    public String toString() {
        return isNodePort() ? node : node + '#' + name();
    }
}
