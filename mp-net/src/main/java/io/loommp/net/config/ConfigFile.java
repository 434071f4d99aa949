package io.loommp.net.config;

import io.loommp.net.file.PrivateFile;
import io.loommp.net.json.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * What stands in a configuration file: a section that holds for all profiles, and the profiles. The form is that of
 * AnyEvent::MP: JSON in UTF-8, in which {@code #} begins a comment and a last comma does no harm. Comments are lost when the
 * file is written.
 *
 * <p>A value never changes; edits make another one, which {@link #write} puts in the place of the file.
 *
 * <p><b>Failures:</b> what is wrong in a file is an {@link IllegalArgumentException} naming the file, the profile and the key.
 *
 * @see <a href="https://metacpan.org/pod/AnyEvent::MP::Config">AnyEvent::MP::Config</a>
 */
public final class ConfigFile {
    static final String PARENT = "parent";
    static final String PROFILES = "profile";
    static final String VERSION = "version";

    private final Path path;
    private final Section global;
    private final Map<String, Section> profiles;
    private final List<String> ignored;

    ConfigFile(Path path, Section global, Map<String, Section> profiles, List<String> ignored) {
        this.path = path;
        this.global = global;
        this.profiles = Collections.unmodifiableMap(new LinkedHashMap<>(profiles));
        this.ignored = List.copyOf(ignored);
    }

    /** One that says nothing, to be written there. */
    public static ConfigFile empty(Path path) {
        return new ConfigFile(path, Section.EMPTY, Map.of(), List.of());
    }

    /**
     * Reads a file of LoomMP. A line in the log warns if there is a secret in it and others than its owner can read it.
     *
     * @throws IOException if it cannot be read
     * @throws IllegalArgumentException if everybody can write it, or saying what is wrong in it
     */
    public static ConfigFile read(Path path) throws IOException {
        return read(path, false);
    }

    /**
     * Reads a file of AnyEvent::MP: settings that mean nothing here are left out and remembered in {@link #ignored}; no Perl in
     * it is ever run.
     *
     * @throws IOException if it cannot be read
     * @throws IllegalArgumentException if everybody can write it, or saying what is wrong in it
     */
    public static ConfigFile readAnyEventMp(Path path) throws IOException {
        return read(path, true);
    }

    private static ConfigFile read(Path path, boolean ofAnyEventMp) throws IOException {
        ConfigFile file = new ConfigReader(path, ofAnyEventMp).file(text(path));
        if (file.hasSecret()) {
            PrivateFile.warnIfOthersCanRead("configuration", path);
        }
        return file;
    }

    private static String text(Path path) throws IOException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(PrivateFile.readGuarded("configuration", path)))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(path + ": it is not UTF-8", e);
        }
    }

    /** Where it stands, or is to stand. */
    public Path path() {
        return path;
    }

    /** What holds for all profiles. */
    public Section global() {
        return global;
    }

    /** The profiles, by name, in the order of the file. */
    public Map<String, Section> profiles() {
        return profiles;
    }

    /** What was left out in reading, each with its place and the reason. */
    public List<String> ignored() {
        return ignored;
    }

    /** Whether it has a secret or a private key in it. */
    public boolean hasSecret() {
        return hasSecret(global) || profiles.values().stream().anyMatch(ConfigFile::hasSecret);
    }

    private static boolean hasSecret(Section section) {
        return section.values().keySet().stream().anyMatch(Setting::isSecret);
    }

    /** This file, to be written elsewhere. */
    public ConfigFile at(Path other) {
        return new ConfigFile(other, global, profiles, List.of());
    }

    /** With another section for all profiles. */
    public ConfigFile withGlobal(UnaryOperator<Section> change) {
        return new ConfigFile(path, change.apply(global), profiles, ignored);
    }

    /**
     * With another section for a profile, which is made if there is none.
     *
     * @throws IllegalArgumentException if its parent is missing, or it would be its own ancestor
     */
    public ConfigFile withProfile(String name, UnaryOperator<Section> change) {
        Map<String, Section> changed = new LinkedHashMap<>(profiles);
        changed.put(name, change.apply(changed.getOrDefault(name, Section.EMPTY)));
        ConfigFile file = new ConfigFile(path, global, changed, ignored);
        file.lineage(name);
        return file;
    }

    /**
     * Without that profile.
     *
     * @throws IllegalArgumentException if it is the parent of another
     */
    public ConfigFile withoutProfile(String name) {
        profiles.forEach((other, section) -> {
            if (name.equals(section.parent())) {
                throw new IllegalArgumentException(
                        "%s, profile %s, %s: it is %s, so that cannot go".formatted(path, other, PARENT, name));
            }
        });
        Map<String, Section> changed = new LinkedHashMap<>(profiles);
        changed.remove(name);
        return new ConfigFile(path, global, changed, ignored);
    }

    /**
     * A profile and its ancestors, the one that counts most first; nothing if there is no such profile.
     *
     * @throws IllegalArgumentException if one of them is missing, or they go in a circle
     */
    public List<String> lineage(String profile) {
        Set<String> names = new LinkedHashSet<>();
        Section section = profiles.get(profile);
        String name = profile;
        while (section != null) {
            names.add(name);
            String parent = section.parent();
            if (parent == null) {
                break;
            }
            if (names.contains(parent)) {
                throw new IllegalArgumentException("%s, profile %s, %s: it goes in a circle, %s, %s"
                        .formatted(path, profile, PARENT, String.join(", ", names), parent));
            }
            section = profiles.get(parent);
            if (section == null) {
                throw new IllegalArgumentException(
                        "%s, profile %s, %s: there is no profile %s".formatted(path, name, PARENT, parent));
            }
            name = parent;
        }
        return new ArrayList<>(names);
    }

    /** Its text, as {@link #write} writes it. */
    String text() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put(VERSION, 1);
        json.putAll(global.toJson());
        Map<String, Object> sections = new LinkedHashMap<>();
        profiles.forEach((name, section) -> sections.put(name, section.toJson()));
        if (!sections.isEmpty()) {
            json.put(PROFILES, sections);
        }
        return Json.writeIndented(json);
    }

    /**
     * Writes it, readable for its owner only, in one step into the place of the former file, which stays beside it with
     * {@code ~} behind its name.
     *
     * @throws IOException if it cannot be written; then the former is still there
     */
    public void write() throws IOException {
        PrivateFile.replace(path, text().getBytes(StandardCharsets.UTF_8));
    }

    /** Whether the same stands in both, wherever they are. */
    public boolean says(ConfigFile other) {
        return text().equals(other.text());
    }

    /** Shows no values: there may be a secret among them. */
    @Override
    public String toString() {
        return path.toString();
    }
}
