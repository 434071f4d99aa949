package io.loommp.cli.config;

import io.loommp.cli.CommandFailed;
import io.loommp.net.config.Section;
import io.loommp.net.config.Setting;
import io.loommp.net.config.ValueType;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The table of everything that {@code loommp config} understands: three verbs for each setting, and some more. */
public final class Verbs {
    static final String HELP = "More: loommp config --help";

    private static final int ANY = Integer.MAX_VALUE;
    private static final Set<String> ONLY_GROUPED = Set.of("show", "path", "import", "profiles", "set", "add", "del");
    private static final Map<String, Verb> TABLE = new LinkedHashMap<>();

    static {
        put("show", "[PROFILE]", 0, 1, "what counts for a profile", Showing::show);
        put("path", "", 0, 0, "which file is read", (editing, words) -> Showing.path(editing));
        put("profiles", "", 0, 0, "the profiles there are", (editing, words) -> Showing.profiles(editing));
        put(
                "import",
                "[FILE]",
                0,
                1,
                "takes over a file of AnyEvent::MP",
                (editing, words) -> editing.importFile(words.isEmpty() ? null : words.getFirst()));
        put(
                "set",
                "KEY VALUE",
                2,
                2,
                "sets a setting",
                (editing, words) -> set(editing, Editing.setting(words.getFirst()), words.getLast()));
        put(
                "add",
                "KEY VALUE",
                2,
                2,
                "adds to a list",
                (editing, words) -> editing.add(Editing.setting(words.getFirst()), words.getLast()));
        put("del", "KEY", 1, 1, "deletes a setting", (editing, words) -> {
            Setting setting = Editing.setting(words.getFirst());
            editing.change(section -> section.without(setting));
        });
        profiles();
        secrets();
        for (Setting setting : Setting.values()) {
            settings(setting);
        }
        meaningless();
    }

    private Verbs() {}

    private static void put(String name, String words, int min, int max, String meaning, Verb.Action action) {
        TABLE.putIfAbsent(name, new Verb(name, words, min, max, meaning, action));
    }

    private static void profiles() {
        put(
                "profile",
                "NAME",
                1,
                1,
                "what follows is about that profile, which is made if there is none",
                (editing, words) -> editing.enter(words.getFirst()));
        put("delprofile", "NAME", 1, 1, "deletes a profile", (editing, words) -> editing.delete(words.getFirst()));
        for (String name : List.of("setparent", "parent")) {
            put(
                    name,
                    "NAME",
                    1,
                    1,
                    "lets another profile count where this one says nothing",
                    (editing, words) -> editing.parent(words.getFirst()));
        }
        put("delparent", "", 0, 0, "lets no other profile count", (editing, words) -> editing.parent(null));
        put("showprofile", "NAME", 1, 1, "what a profile says itself", Showing::showProfile);
        put(
                "showconfig",
                "[PROFILE [KEY VALUE]...]",
                0,
                ANY,
                "what counts for a profile, with these values",
                Showing::show);
    }

    private static void secrets() {
        put(
                "gensecret",
                "",
                0,
                0,
                "makes a secret that nobody can guess",
                (editing, words) -> editing.generateSecret());
        for (String name : List.of("setsecret", "secret")) {
            put(
                    name,
                    "",
                    0,
                    0,
                    "sets the secret, from --file or the standard input",
                    (editing, words) -> editing.readSecret());
        }
        put(
                "gencert",
                "",
                0,
                0,
                "makes a key and a certificate for all nodes, valid for ten years",
                (editing, words) -> editing.generateCertificate());
        for (String name : List.of("setcert", "cert")) {
            put(
                    name,
                    "FILE",
                    1,
                    1,
                    "takes key and certificates of a file; - is the standard input",
                    (editing, words) -> editing.readCertificate(words.getFirst()));
        }
    }

    private static void settings(Setting setting) {
        String key = setting.key();
        for (String name : List.of("set" + key, key)) {
            put(
                    name,
                    label(setting),
                    1,
                    1,
                    setting.meaning(),
                    (editing, words) -> set(editing, setting, words.getFirst()));
        }
        put(
                "del" + key,
                "",
                0,
                0,
                setting.meaning(),
                (editing, words) -> editing.change(section -> section.without(setting)));
        if (setting.type().isList() && key.endsWith("s")) {
            String one = key.substring(0, key.length() - 1);
            put(
                    "add" + one,
                    "VALUE",
                    1,
                    1,
                    setting.meaning(),
                    (editing, words) -> editing.add(setting, words.getFirst()));
            put(
                    "del" + one,
                    "VALUE",
                    1,
                    1,
                    setting.meaning(),
                    (editing, words) -> editing.remove(setting, words.getFirst()));
        }
    }

    private static String label(Setting setting) {
        return setting.type().isList() ? "A,B,..." : setting.type() == ValueType.FILE ? "FILE" : "VALUE";
    }

    private static void set(Editing editing, Setting setting, String word) throws CommandFailed {
        if (setting.isSecret()) {
            throw CommandFailed.unusable(
                    setting.key() + " is never given as an argument, where others can read it.",
                    "Take setsecret or setcert, which read files and the standard input.");
        }
        Object value = Editing.value(setting, word);
        editing.note(setting, value);
        editing.change(section -> section.with(setting, value));
    }

    /** What {@code aemp} knows and a node of LoomMP has no use for. */
    private static void meaningless() {
        for (String key : List.of("eval", "secure", "autocork", "nodelay")) {
            for (String name : List.of("set" + key, key, "del" + key)) {
                put(name, "...", 0, ANY, why(key), (editing, words) -> {
                    throw CommandFailed.unusable(
                            name + " means nothing here: " + why(key) + ".",
                            name.equals("eval")
                                    ? "Nodes of AnyEvent::MP do: loommp cal NODE eval TEXT. More: loommp cal --help"
                                    : HELP);
                });
            }
        }
    }

    private static String why(String key) {
        return switch (key) {
            case "eval" -> "LoomMP never runs code that it gets as a text";
            case "secure" -> "a node of LoomMP never runs code of others, and that cannot be changed";
            case "autocork" -> "writes are always put together";
            default -> "TCP_NODELAY is always set";
        };
    }

    static Collection<Verb> all() {
        return Collections.unmodifiableCollection(TABLE.values());
    }

    /** Whether {@code loommp} followed by this word is short for {@code loommp config} followed by it. */
    public static boolean isClassic(String word) {
        return TABLE.containsKey(word) && !ONLY_GROUPED.contains(word);
    }

    /** The words of which that is so. */
    public static List<String> classic() {
        return TABLE.keySet().stream().filter(Verbs::isClassic).toList();
    }

    /** The verb of a word. */
    static Optional<Verb> of(String word) {
        return Optional.ofNullable(TABLE.get(word));
    }

    /** @throws CommandFailed if there is none; the word is not shown if it may be a secret */
    static Verb find(String word, boolean afterSecret) throws CommandFailed {
        Verb verb = TABLE.get(word);
        if (verb == null) {
            throw afterSecret
                    ? CommandFailed.unusable(
                            "a secret is never given as an argument, where others can read it.",
                            "Give its file: setsecret --file FILE, or write it to the standard input.")
                    : CommandFailed.unknown(
                            "\"" + word + "\" is nothing that can be done with a configuration.",
                            word,
                            TABLE.keySet(),
                            HELP);
        }
        return verb;
    }

    /** Removes one element of a list; the setting goes with the last one. */
    static Section withoutElement(Section section, Setting setting, Object element) {
        List<Object> elements = Editing.elements(section, setting);
        if (!elements.remove(element)) {
            throw new IllegalArgumentException(setting.key() + ": " + element + " is not among " + elements);
        }
        return elements.isEmpty() ? section.without(setting) : section.with(setting, List.copyOf(elements));
    }
}
