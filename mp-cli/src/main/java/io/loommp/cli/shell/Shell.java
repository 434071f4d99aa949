package io.loommp.cli.shell;

import io.loommp.AskFailed;
import io.loommp.DatabaseChange;
import io.loommp.DatabaseMonitor;
import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.Monitor;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.cli.CommandFailed;
import io.loommp.cli.network.Call;
import io.loommp.cli.network.NetworkWalk;
import io.loommp.cli.network.Printable;
import io.loommp.cli.network.Sent;
import io.loommp.net.config.Nearest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Does what the lines of a {@link Dialogue} say, at a node, and shows what comes to the shell's own port meanwhile.
 *
 * <p><b>Threads:</b> one runs it; messages, ends and changes are shown from others. <b>Blocking:</b> sends wait 5 s, answers of
 * the database 5 s, calls 30 s, a node on a walk 15 s.
 */
final class Shell {
    private static final String NODE = "$NODE";
    private static final Set<String> SELF = Set.of("$SELF", "$ECHO"); // the second is what aemp calls it

    /** What stands for something else in a message. */
    static final List<String> VARIABLES = List.of("$SELF", NODE);

    private static final Duration CONFIRMATION = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(5);
    private static final Duration REPLY = Duration.ofSeconds(30);
    private static final Duration WALK = Duration.ofSeconds(15);
    private static final int WAIT_SECONDS_MAX = 86_400;
    private static final List<String> HELP = List.of(
            "PORT is NODE#NAME, #NAME (of the node chosen with node), or NODE for the node",
            "itself. ARG is a text; what begins with [, { or \" is read as JSON, and numbers",
            "stay texts elsewhere. A text with spaces stands in single quotes. A single",
            "argument that begins with [ stands for the port and all arguments.",
            "$SELF is the port of this shell: what is sent there is shown here. $NODE is the",
            "node chosen with node. Ctrl-C cancels the line, or the wait for an answer;",
            "Ctrl-D ends the shell.");

    private final Node node;
    private final Dialogue dialogue;
    private final Known known;
    private final Port port;
    private final Semaphore arrived = new Semaphore(0); // one for each thing that came and was not waited for
    private final Map<String, DatabaseMonitor> watches = new HashMap<>();
    private final List<Monitor> monitors = new ArrayList<>();
    private boolean over;
    private boolean failed;

    /** A shell at a node, for which {@code #NAME} is a port of the node {@code there}. */
    Shell(Node node, Dialogue dialogue, Known known, String there) {
        this.node = node;
        this.dialogue = dialogue;
        this.known = known;
        known.choose(there);
        this.port = node.port(p -> p.onMessage(message -> come("<- " + Printable.list(message.toList()))));
    }

    /** Does one line after the other, to the end. Returns whether all went well. */
    boolean run() {
        if (dialogue.isInteractive()) {
            dialogue.show("This is node " + Printable.text(node.id()) + "; type help for what can be done.");
        }
        while (!over) {
            String line = dialogue.line(prompt());
            if (line == null) {
                over = true;
            } else {
                perform(line);
            }
        }
        watches.values().forEach(DatabaseMonitor::cancel);
        monitors.forEach(Monitor::cancel); // else they would fire when the node closes
        port.kill(KillReason.normal());
        return !failed;
    }

    private String prompt() {
        String chosen = known.chosen();
        return (chosen.equals(node.id()) ? "loommp" : Printable.text(chosen)) + "> ";
    }

    private void perform(String line) {
        try {
            dialogue.during(() -> {
                try {
                    perform(Words.of(line));
                } catch (CommandFailed | IllegalArgumentException | IllegalStateException e) {
                    wrong(String.valueOf(e.getMessage()));
                }
            });
        } catch (InterruptedException e) {
            wrong("cancelled");
        }
    }

    private void wrong(String problem) {
        failed = true;
        dialogue.show("error: " + Printable.text(problem));
    }

    private void perform(List<String> words) throws CommandFailed, InterruptedException {
        if (words.isEmpty() || words.getFirst().startsWith("--")) {
            return; // nothing, or a comment
        }
        String first = words.getFirst();
        List<String> rest = new ArrayList<>(words.subList(1, words.size()));
        if (first.startsWith("=") && first.length() > 1) {
            rest.addFirst(first.substring(1));
            first = Verb.NODE.word();
        }
        Verb verb = Verb.of(first).orElse(null);
        if (verb == null) {
            throw CommandFailed.unusable(
                    "there is no \"" + first + "\"; help shows what there is"
                            + Nearest.question(first, Verb.words())
                                    .map(is -> ". " + is)
                                    .orElse(""),
                    "");
        }
        if (rest.size() < verb.least() || rest.size() > verb.most()) {
            throw CommandFailed.unusable("used as: " + verb.usage(), "");
        }
        perform(verb, rest);
    }

    private void perform(Verb verb, List<String> rest) throws CommandFailed, InterruptedException {
        switch (verb) {
            case SEND -> send(call(rest));
            case CALL -> call(rest, REPLY);
            case MONITOR -> monitor(port(rest.getFirst()));
            case KILL -> kill(call(rest));
            case NODES -> known.nodes().forEach((id, up) -> dialogue.show((up ? "* " : "  ") + Printable.text(id)));
            case NODE -> known.choose(nodeId(rest.getFirst()));
            case TRACE -> new NetworkWalk(node, WALK).from(List.of(nodeId(rest.getFirst())), this::show);
            case DB -> database(rest.getFirst(), rest.size() > 1 ? rest.get(1) : null);
            case SET -> set(rest);
            case DEL ->
                node.database()
                        .delete(rest.getFirst(), rest.subList(1, rest.size()).toArray(String[]::new));
            case WATCH -> watch(rest.getFirst());
            case UNWATCH -> unwatch(rest.getFirst());
            case WAIT -> await(rest.getFirst());
            case HELP -> help();
            case EXIT -> over = true;
        }
    }

    // ---- ports ----

    /** A message in which {@code $SELF} is the port of this shell, {@code $NODE} the present node. */
    private Call call(List<String> words) throws CommandFailed {
        List<String> all = new ArrayList<>(words);
        all.set(0, absolute(all.getFirst()));
        Call call = Call.parse(all);
        known.seen(call.port());
        List<@Nullable Object> elements = new ArrayList<>();
        call.message().toList().forEach(element -> elements.add(replaced(element)));
        return new Call(call.port(), Message.fromList(elements));
    }

    private PortId port(String word) throws CommandFailed {
        PortId id = Call.port(absolute(word));
        known.seen(id);
        return id;
    }

    private String absolute(String word) {
        if (SELF.contains(word)) {
            return port.id().toString();
        }
        return word.startsWith("#") ? known.chosen() + word : word;
    }

    private @Nullable Object replaced(@Nullable Object element) {
        return switch (element) {
            case String text when SELF.contains(text) -> port.id();
            case String text when text.equals(NODE) -> known.chosen();
            case List<?> list -> {
                List<@Nullable Object> all = new ArrayList<>();
                list.forEach(one -> all.add(replaced(one)));
                yield all;
            }
            case Map<?, ?> map -> {
                Map<String, @Nullable Object> all = new LinkedHashMap<>();
                map.forEach((key, value) -> all.put(String.valueOf(key), replaced(value)));
                yield all;
            }
            case null, default -> element;
        };
    }

    private void send(Call call) throws CommandFailed, InterruptedException {
        switch (Sent.send(node, call.port(), call.message(), CONFIRMATION)) {
            case Sent.Confirmed() -> dialogue.show("message sent successfully");
            case Sent.Failed(KillReason why) -> throw CommandFailed.failed(why.toString(), "");
            case Sent.Unconfirmed() -> throw CommandFailed.failed("not confirmed within 5 s", "");
        }
    }

    private void call(List<String> words, Duration limit) throws CommandFailed, InterruptedException {
        Call call = call(words);
        try {
            Message reply = await(node.ask(call.port(), limit, call.message()), limit.plus(ANSWER));
            dialogue.show(Printable.elements(reply.toList()));
        } catch (AskFailed e) {
            throw CommandFailed.failed(
                    e.reason().map(Object::toString).orElse("no reply within " + limit.toSeconds() + " s"), "");
        }
    }

    private void monitor(PortId id) {
        monitors.add(node.onEnd(id, why -> come(Printable.text(id + " ended: " + why))));
    }

    private void kill(Call call) {
        node.kill(call.port(), KillReason.fromList(call.message().toList()));
    }

    private static String nodeId(String word) throws CommandFailed {
        return Call.port(word).node();
    }

    private void show(NetworkWalk.Stop stop) {
        dialogue.show(Printable.text(stop.toString()));
    }

    // ---- the database ----

    private void database(String family, @Nullable String key) throws CommandFailed, InterruptedException {
        Map<String, @Nullable Object> all = await(node.database().family(family), ANSWER);
        known.seen(family, all.keySet());
        if (key == null) {
            all.forEach((name, value) -> dialogue.show(entry(name, value)));
        } else if (all.containsKey(key)) {
            dialogue.show(Printable.value(all.get(key)));
        } else {
            throw CommandFailed.failed("family " + family + " has no key " + key, "");
        }
    }

    private void set(List<String> words) throws CommandFailed {
        known.seen(words.getFirst(), null);
        List<@Nullable Object> value = Call.values(words.subList(2, words.size()));
        node.database().set(words.get(0), words.get(1), value.isEmpty() ? null : replaced(value.getFirst()));
    }

    private void watch(String family) {
        if (!watches.containsKey(family)) {
            watches.put(family, node.database().monitor(family, this::changed));
        }
    }

    private void changed(DatabaseChange<@Nullable Object> change) {
        known.seen(change.family(), change.all().keySet());
        String of = change.family() + ' ';
        List<String> lines = new ArrayList<>();
        change.added()
                .forEach(key -> lines.add('+' + of + entry(key, change.all().get(key))));
        change.changed()
                .forEach(key -> lines.add('~' + of + entry(key, change.all().get(key))));
        change.deleted().forEach(key -> lines.add('-' + of + Printable.text(key)));
        if (!lines.isEmpty()) {
            come(lines);
        }
    }

    private void unwatch(String family) throws CommandFailed {
        DatabaseMonitor watch = watches.remove(family);
        if (watch == null) {
            throw CommandFailed.unusable("family " + family + " is not watched", "");
        }
        watch.cancel();
    }

    private static String entry(String key, @Nullable Object value) {
        return Printable.text(key) + (value == null ? "" : " = " + Printable.value(value));
    }

    // ---- waiting ----

    private void come(String line) {
        come(List.of(line));
    }

    /** Shows what is one thing: a wait ends when all of it is there. */
    private void come(List<String> lines) {
        lines.forEach(dialogue::show);
        arrived.release();
    }

    private void await(String seconds) throws CommandFailed, InterruptedException {
        if (!seconds.matches("\\d{1,5}(\\.\\d{1,3})?") || Double.parseDouble(seconds) > WAIT_SECONDS_MAX) {
            throw CommandFailed.unusable("\"" + seconds + "\" is no number of seconds up to " + WAIT_SECONDS_MAX, "");
        }
        long millis = Math.round(Double.parseDouble(seconds) * 1000);
        if (!arrived.tryAcquire(millis, TimeUnit.MILLISECONDS)) {
            throw CommandFailed.failed("nothing came within " + seconds + " s", "");
        }
        arrived.drainPermits();
    }

    private static <T> T await(CompletionStage<T> stage, Duration limit) throws CommandFailed, InterruptedException {
        try {
            return stage.toCompletableFuture().get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw CommandFailed.failed("no answer within " + limit.toSeconds() + " s: no seed is connected", "");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException known) {
                throw known;
            }
            throw new IllegalStateException(e);
        }
    }

    private void help() {
        for (Verb verb : Verb.values()) {
            dialogue.show(verb.help());
        }
        dialogue.show("");
        HELP.forEach(dialogue::show);
    }
}
