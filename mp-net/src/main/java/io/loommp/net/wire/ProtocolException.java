package io.loommp.net.wire;

/**
 * The other side of a connection sent what AEMP or this node's limits do not allow. The connection is closed; nothing is
 * said on the wire.
 *
 * <p>It holds nothing of what was received, so it may be logged. It has no stack trace: it is about bytes, not about code,
 * and strangers may cause many.
 */
public final class ProtocolException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What was wrong. */
    public enum Code {
        /** A line before the first packet is longer than 4,096 octets. */
        LINE_TOO_LONG("line too long"),
        /** A line before the first packet has not the form it must have. */
        MALFORMED_LINE("malformed line"),
        /** Another protocol, or another version of it. */
        FOREIGN_PROTOCOL("not AEMP version 1"),
        /** The id the other side gives itself is none. */
        BAD_NODE_ID("bad node id"),
        /** The other side is this node. */
        SELF("this node itself"),

        /** Another node has the id of this one, or says so. */
        SAME_ID("another node with the id of this one"),
        /** There is a connection to a node of that id. */
        ALREADY_CONNECTED("already connected"),
        /** There are as many connections as there may be. */
        TOO_MANY_LINKS("too many connections"),
        /** The other side is not the node that was dialled. */
        OTHER_NODE("another node"),
        /** The other side repeats what this one said. */
        ECHO("echo"),
        /** No way to prove the secret that both sides know. */
        NO_COMMON_METHOD("no common authentication method"),
        /** No way to write packets that both sides know. */
        NO_COMMON_FRAMING("no common framing"),
        /** The other side did not prove that it has the secret. */
        WRONG_SECRET("wrong secret"),
        /** The other side does without TLS, and this one does not. */
        TLS_REQUIRED("TLS required"),
        /** TLS could not be established, or its records are not what they have to be. */
        TLS_FAILED("TLS failed"),
        /** The octets of a packet are no JSON array. */
        MALFORMED_PACKET("malformed packet"),
        /** A packet is longer than this node takes. */
        PACKET_TOO_LONG("packet too long"),
        /** The values of a packet are nested deeper than this node takes. */
        NESTED_TOO_DEEP("nested too deep");

        private final String text;

        Code(String text) {
            this.text = text;
        }
    }

    private final Code code;

    /** @param detail more about it, without anything that was received */
    public ProtocolException(Code code, String detail) {
        super(code.text + ": " + detail, null, false, false);
        this.code = code;
    }

    /** What was wrong. */
    public Code code() {
        return code;
    }
}
