package io.loommp;

/**
 * A message does not have the shape that an accessor asked for: too short, or an element of another kind.
 *
 * <p>In a handler or a body it ends the port, as any exception does; in the predicate of a receive it means "no match",
 * because messages come from anywhere and a strange one must not stop a server.
 */
public final class MessageShapeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message what was asked for and what the message holds there */
    public MessageShapeException(String message) {
        super(message);
    }
}
