package io.loommp.cli.config;

import io.loommp.cli.CommandFailed;
import io.loommp.cli.Output;
import io.loommp.net.config.ConfigPlace;
import io.loommp.net.config.Configuration;
import io.loommp.net.config.Origin;
import io.loommp.net.config.Resolved;
import io.loommp.net.config.Section;
import io.loommp.net.config.Setting;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/* What is configured, for people and with --json; secrets are masked. */
final class Showing {
    private Showing() {}

    static void show(Editing editing, List<String> words) throws CommandFailed, Editing.Outdated {
        if (words.size() > 1 && words.size() % 2 == 0) {
            throw CommandFailed.unusable(
                    "\"" + words.getLast() + "\" has no value.", "showconfig PROFILE KEY VALUE...");
        }
        editing.save();
        Configuration configuration = Configuration.of(editing.context().environment());
        if (!words.isEmpty()) {
            configuration.usualProfile(words.getFirst());
        }
        editing.profile().ifPresent(configuration::usualProfile);
        for (int i = 1; i + 1 < words.size(); i += 2) {
            Setting setting = Editing.setting(words.get(i));
            configuration.option(setting, Editing.value(setting, words.get(i + 1)), "argument");
        }
        Resolved resolved = resolve(configuration);
        editing.say(() -> show(editing, resolved));
    }

    private static void show(Editing editing, Resolved resolved) {
        editing.output()
                .say("# profile " + resolved.profile()
                        + resolved.file().map(file -> ", file " + file).orElse(", no file"));
        try (Output.Table table = table(editing)) {
            for (Setting setting : Setting.values()) {
                Resolved.Value value = resolved.values().get(setting);
                if (value != null) {
                    row(editing, table, setting, value.value(), value.origin());
                } else {
                    Object usual = Resolved.defaultOf(setting).orElse(null);
                    if (usual != null) {
                        row(editing, table, setting, usual, Origin.DEFAULT);
                    }
                }
            }
        }
    }

    private static Resolved resolve(Configuration configuration) throws CommandFailed {
        try {
            return configuration.resolve();
        } catch (IllegalArgumentException | UncheckedIOException e) {
            throw CommandFailed.unusable(String.valueOf(e.getMessage()), "More: loommp doctor");
        }
    }

    private static Output.Table table(Editing editing) {
        return editing.withOrigin() || editing.output().isJson()
                ? editing.output().table("key", "value", "origin")
                : editing.output().table("key", "value");
    }

    private static void row(
            Editing editing, Output.Table table, Setting setting, Object value, @Nullable Origin origin) {
        if (editing.output().isJson()) {
            table.row(setting.key(), setting.shownJson(value), origin == null ? null : origin.toString());
        } else if (editing.withOrigin()) {
            table.row(setting.key(), setting.type().toText(value), origin);
        } else {
            table.row(setting.key(), setting.type().toText(value));
        }
    }

    static void showProfile(Editing editing, List<String> words) throws CommandFailed {
        Section section = editing.profile(words.getFirst());
        editing.say(() -> showProfile(editing, section));
    }

    private static void showProfile(Editing editing, Section section) {
        try (Output.Table table = editing.output().table("key", "value")) {
            String parent = section.parent();
            if (parent != null) {
                table.row("parent", parent);
            }
            section.values()
                    .forEach((setting, value) -> table.row(
                            setting.key(),
                            editing.output().isJson()
                                    ? setting.shownJson(value)
                                    : setting.type().toText(value)));
        }
    }

    static void profiles(Editing editing) {
        Map<String, Section> profiles = editing.file().profiles();
        editing.say(() -> show(editing, profiles));
    }

    private static void show(Editing editing, Map<String, Section> profiles) {
        try (Output.Table table = editing.output().table("profile", "parent", "sets")) {
            profiles.forEach((name, section) -> table.row(
                    name,
                    section.parent(),
                    String.join(
                            ", ",
                            section.values().keySet().stream().map(Setting::key).toList())));
        }
    }

    static void path(Editing editing) {
        ConfigPlace place = editing.place();
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("path", place.path().toString());
        object.put("exists", place.exists());
        object.put("anyevent_mp", place.isOfAnyEventMp());
        object.put("because", place.why());
        String text =
                "%s (%s%s)".formatted(place.path(), place.why(), place.exists() ? "" : "; there is no such file yet");
        editing.say(() -> editing.output().print(object, text));
    }
}
