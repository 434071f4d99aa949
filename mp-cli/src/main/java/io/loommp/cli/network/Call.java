package io.loommp.cli.network;

import io.loommp.Message;
import io.loommp.PortId;
import io.loommp.cli.CommandFailed;
import io.loommp.cli.JsonArguments;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A message to a port, as it is written on a command line: {@code PORT ARG…}.
 *
 * <p>A single argument that begins with {@code [} is a JSON array that stands for all of them, the port included. Otherwise an
 * argument that begins with <code>[</code>, <code>{</code> or <code>"</code> is decoded as JSON, and any other is a text, also
 * when it looks like a number.
 *
 * @param port whom it is for
 * @param message what it says
 * @see <a href="https://metacpan.org/dist/AnyEvent-MP/view/bin/aemp">aemp, whose rule this is</a>
 */
public record Call(PortId port, Message message) {
    private static final String HINT =
            "A port is written NODE#NAME, and a node NODE; what begins with [, { or \" is read as JSON.";

    /** Reads the arguments; the first is the port. */
    public static Call parse(List<String> arguments) throws CommandFailed {
        List<@Nullable Object> values = decode(arguments);
        if (values.isEmpty() || !(values.getFirst() instanceof String port)) {
            throw CommandFailed.unusable("the first argument names no port", HINT);
        }
        PortId to = port(port);
        try {
            return new Call(to, Message.fromList(values.subList(1, values.size())));
        } catch (IllegalArgumentException e) {
            throw CommandFailed.unusable(String.valueOf(e.getMessage()), HINT);
        }
    }

    /** Reads the text form of a port, or of a node, which stands for its node port. */
    public static PortId port(String text) throws CommandFailed {
        try {
            return PortId.of(text);
        } catch (IllegalArgumentException e) {
            throw CommandFailed.unusable("\"" + text + "\" names no port: " + e.getMessage(), HINT);
        }
    }

    /** What the arguments stand for. */
    static List<@Nullable Object> decode(List<String> arguments) throws CommandFailed {
        if (arguments.size() == 1
                && arguments.getFirst().startsWith("[")
                && json(arguments, 0) instanceof List<?> all) {
            return new ArrayList<>(all);
        }
        return values(arguments);
    }

    /** What arguments stand for one by one. */
    public static List<@Nullable Object> values(List<String> arguments) throws CommandFailed {
        List<@Nullable Object> values = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i++) {
            values.add(json(arguments, i));
        }
        return values;
    }

    private static @Nullable Object json(List<String> arguments, int index) throws CommandFailed {
        try {
            return JsonArguments.decode(arguments.get(index));
        } catch (IllegalArgumentException e) {
            throw CommandFailed.unusable(
                    "argument %d, %s: %s".formatted(index + 1, arguments.get(index), e.getMessage()), HINT);
        }
    }
}
