package io.loommp.inspect;

/**
 * A request that is not served, and why.
 *
 * <p>It has no stack trace: who asks chooses how often it is made.
 */
final class Refusal extends Exception {
    /** The owner of the node has switched that off. */
    static final String OFF = "off";

    /** The arguments are not as they have to be. */
    static final String ARGUMENTS = "arguments";

    /** There are as many of that already as there may be. */
    static final String BUSY = "busy";

    /** Nobody would start the node again. */
    static final String UNWATCHED = "unwatched";

    private static final long serialVersionUID = 1L;

    private final String code;
    private final String text;

    private Refusal(String code, String text) {
        super(text, null, false, false);
        this.code = code;
        this.text = text;
    }

    static Refusal off(String node, Inspection service) {
        return new Refusal(OFF, "node %s does not offer the service \"%s\"".formatted(node, service));
    }

    static Refusal arguments(String text) {
        return new Refusal(ARGUMENTS, text);
    }

    static Refusal unwatched(String node) {
        return new Refusal(UNWATCHED, "nobody watches node " + node + ", to start it again");
    }

    /** The answer is too long for a packet, or holds a text that no framing can write. */
    static Refusal unwritable() {
        return arguments("the answer cannot be written; ask for less at a time");
    }

    static Refusal busy(String text) {
        return new Refusal(BUSY, text);
    }

    String code() {
        return code;
    }

    String text() {
        return text;
    }
}
