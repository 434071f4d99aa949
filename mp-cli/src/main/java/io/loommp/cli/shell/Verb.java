package io.loommp.cli.shell;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What a line may begin with. */
enum Verb {
    SEND("send", "snd", "PORT ARG…", "sends, and says when its node has it", Noun.PORT),
    CALL("call", "cal", "PORT ARG…", "asks: sends, and shows the reply", Noun.PORT),
    MONITOR("monitor", "mon", "PORT", "says when a port ends, and why", Noun.PORT),
    KILL("kill", "kil", "PORT REASON…", "ends a port; without a reason normally", Noun.PORT),
    NODES("nodes", "=", "", "the nodes; * is at those that are connected", Noun.NOTHING),
    NODE("node", "in", "NODE", "makes #NAME mean NODE#NAME from now on", Noun.NODE),
    TRACE("trace", "", "NODE", "shows who is connected with whom, from one on", Noun.NODE),
    DB("db", "", "FAMILY [KEY]", "shows a family of the database, or one of its keys", Noun.FAMILY),
    SET("set", "", "FAMILY KEY [VALUE]", "sets a key of the database, until the shell ends", Noun.FAMILY),
    DEL("del", "", "FAMILY KEY…", "deletes keys that this shell has set", Noun.FAMILY),
    WATCH("watch", "", "FAMILY", "shows each change of a family", Noun.FAMILY),
    UNWATCH("unwatch", "", "FAMILY", "shows them no more", Noun.FAMILY),
    WAIT("wait", "", "SECONDS", "waits until something has come since the last wait", Noun.NOTHING),
    HELP("help", "?", "", "shows this", Noun.NOTHING),
    EXIT("exit", "quit", "", "ends the shell, as Ctrl-D does", Noun.NOTHING);

    /** What follows a verb, for completion. */
    enum Noun {
        /** Nothing that could be known. */
        NOTHING,
        /** A port. */
        PORT,
        /** A node. */
        NODE,
        /** A family of the database. */
        FAMILY
    }

    private final String word;
    private final String alias;
    private final String arguments;
    private final String help;
    private final Noun noun;

    Verb(String word, String alias, String arguments, String help, Noun noun) {
        this.word = word;
        this.alias = alias;
        this.arguments = arguments;
        this.help = help;
        this.noun = noun;
    }

    String word() {
        return word;
    }

    Noun noun() {
        return noun;
    }

    /** How it is used: word, arguments. */
    String usage() {
        return arguments.isEmpty() ? word : word + ' ' + arguments;
    }

    /** A line about it. */
    String help() {
        String also = alias.isEmpty() ? "" : " (also: " + alias + ")";
        return "%-26s %s%s".formatted(usage(), help, also);
    }

    /** How many arguments it needs. */
    int least() {
        return (int) each().stream()
                .filter(argument ->
                        !argument.startsWith("[") && !argument.equals("ARG…") && !argument.equals("REASON…"))
                .count();
    }

    /** How many arguments it takes. */
    int most() {
        return arguments.endsWith("…") ? Integer.MAX_VALUE : each().size();
    }

    private List<String> each() {
        return arguments.isEmpty() ? List.of() : Arrays.asList(arguments.split(" ", -1));
    }

    /** The words that lines begin with. */
    static List<String> words() {
        return Arrays.stream(values()).map(Verb::word).toList();
    }

    /** The verb that a line begins with. */
    static Optional<Verb> of(String word) {
        return Arrays.stream(values())
                .filter(verb -> verb.word.equals(word) || (!verb.alias.isEmpty() && verb.alias.equals(word)))
                .findFirst();
    }
}
