package io.loommp.net;

import io.loommp.Message;
import io.loommp.PortId;
import io.loommp.kernel.Kernel;
import io.loommp.manage.Event;
import io.loommp.manage.Events;
import io.loommp.net.codec.Framing;
import io.loommp.net.codec.PacketEncoder;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A line for each message that a node sends and receives, also within itself, in the form of {@code AE_MP_TRACE}:
 * {@code SND <node> <- [port,…]} and {@code RCV <node> -> [port,…]}, as JSON. The environment variable {@code LOOMMP_TRACE}
 * switches it on, for any program, on stderr; 0 and the empty text are off, as in Perl.
 *
 * <p>The lines are written by a thread of their own; those of one sender keep their order. When more come than can be written,
 * it says how many are missing, and those of the last moment of a program may be. They hold what is in the messages: this is for looking for errors, and not for production.
 *
 * <p><b>Threads:</b> any. <b>Blocking:</b> never whom it traces.
 *
 * @see <a href="https://metacpan.org/pod/AnyEvent::MP::Kernel">AnyEvent::MP::Kernel, which traces so</a>
 */
final class MessageTrace {
    private static final String VARIABLE = "LOOMMP_TRACE";
    private static final int LINE_BYTES_MAX = 1 << 20;

    /** What JSON lets stand, and a terminal would act upon. */
    private static final Pattern HARMFUL = Pattern.compile("[\\x7f-\\x9f\\u2028\\u2029\\p{Cf}]");

    private final String nodeId;
    private final PrintStream out;
    private final PacketEncoder encoder = Framing.JSON.encoder(LINE_BYTES_MAX);

    private MessageTrace(String nodeId, PrintStream out) {
        this.nodeId = nodeId;
        this.out = out;
    }

    /** Traces a node, if the environment wants it. */
    static void ofEnvironment(Kernel kernel) {
        String value = System.getenv(VARIABLE);
        if (value != null && !value.isEmpty() && !value.equals("0")) {
            of(kernel, System.err);
        }
    }

    /** Traces a node to there, until it is closed. */
    static void of(Kernel kernel, PrintStream out) {
        MessageTrace trace = new MessageTrace(kernel.id(), out);
        Events.Subscription unused = kernel.events()
                .subscribe(
                        Set.of(
                                Event.Kind.SENT,
                                Event.Kind.SENT_TO_NAME,
                                Event.Kind.SENT_TO_CHANNEL,
                                Event.Kind.RECEIVED,
                                Event.Kind.RECEIVED_ON_CHANNEL),
                        trace::show);
    }

    private void show(Event event) {
        switch (event) {
            case Event.Sent e -> sent(e.to(), e.message());
            case Event.SentToName e -> line("SND ", nodeId, " <- ", e.name(), e.message());
            case Event.SentToChannel e -> sent(e.channel(), e.message());
            case Event.Received e -> received(e.node(), e.to(), e.message());
            case Event.ReceivedOnChannel e -> received(e.node(), e.channel(), e.message());
            case Event.Dropped e -> out.println("(" + e.count() + " messages are missing here)");
            default -> throw new IllegalArgumentException("nobody has asked for " + event.kind());
        }
    }

    private void sent(PortId to, Message message) {
        line("SND ", to.node(), " <- ", to.name(), message);
    }

    private void received(@Nullable String from, PortId to, Message message) {
        line("RCV ", from == null ? nodeId : from, " -> ", to.name(), message);
    }

    private void line(String direction, String node, String arrow, String port, Message message) {
        out.println(HARMFUL.matcher(direction + node + arrow + packet(port, message))
                .replaceAll(found -> escaped(found.group())));
    }

    /** As JSON has it: a character above U+FFFF in two. */
    private static String escaped(String character) {
        return character.chars().mapToObj("\\\\u%04X"::formatted).collect(Collectors.joining());
    }

    private String packet(String port, Message message) {
        try {
            return new String(encoder.encode(port, message), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) { // too long, or no message for the wire
            return Message.of(port).with(message.toString()).toString();
        }
    }
}
