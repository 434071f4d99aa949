package io.loommp.net.config;

import io.loommp.net.NodeConfig;
import io.loommp.net.config.Resolved.Value;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out what is configured. What counts, the last most: defaults, the program, the section of the file for all profiles,
 * the parents of the profile, the profile, the environment; and by force: what the program said, and options of a command.
 * That the file beats the program is on purpose: who runs a program decides, not who wrote it. Lists are replaced, not joined.
 *
 * <p><b>Threads:</b> one. <b>Blocking:</b> while files are read.
 *
 * @see <a href="https://metacpan.org/pod/AnyEvent::MP#configure">configure of AnyEvent::MP</a>, whose defaults beat the file
 *     when there is force; here they never do
 */
public final class Configuration {
    /** The variable that names the profile. */
    public static final String PROFILE_VARIABLE = "LOOMMP_PROFILE";

    private static final Logger LOG = LoggerFactory.getLogger("io.loommp.config");

    private final Environment environment;
    private final Map<Setting, Object> preferred = new EnumMap<>(Setting.class);
    private final Map<Setting, Value> options = new EnumMap<>(Setting.class);
    private NodeConfig.Builder program = NodeConfig.builder();
    private @Nullable String profile;
    private @Nullable String usualProfile;
    private boolean force;
    private boolean exact;

    private Configuration(Environment environment) {
        this.environment = environment;
    }

    /** One that nothing is known of but the environment, which says where the file is. */
    public static Configuration of(Environment environment) {
        return new Configuration(environment);
    }

    /** What the program says. */
    public Configuration program(NodeConfig.Builder builder) {
        program = builder;
        return this;
    }

    /** What the program says beats file and environment. */
    public Configuration force() {
        force = true;
        return this;
    }

    /** Neither file nor environment count. */
    public Configuration exact() {
        exact = true;
        return this;
    }

    /** The profile, which has to exist; by default that of {@code LOOMMP_PROFILE}, or else the usual one. */
    public Configuration profile(String name) {
        profile = name;
        return this;
    }

    /** The profile if nobody names another; it need not exist. Without this call it is called as the host. */
    public Configuration usualProfile(String name) {
        usualProfile = name;
        return this;
    }

    /** A value that beats that of the section for all profiles, but no other. */
    public Configuration prefer(Setting setting, Object value) {
        preferred.put(setting, value);
        return this;
    }

    /**
     * A value that beats all others.
     *
     * @param origin what to say about where it comes from, as {@code option --seed}
     */
    public Configuration option(Setting setting, Object value, String origin) {
        options.put(setting, new Value(value, new Origin(Origin.Kind.OPTION, origin)));
        return this;
    }

    /**
     * What is configured.
     *
     * @throws UncheckedIOException if a file cannot be read
     * @throws IllegalArgumentException saying what is wrong, and where
     */
    public Resolved resolve() {
        Map<Setting, Value> values = new EnumMap<>(Setting.class);
        Optional<ConfigPlace> place = exact ? Optional.empty() : Optional.of(ConfigPlace.toRead(environment));
        Chosen chosen = chosen();
        if (place.isPresent()) {
            readFile(values, place.get(), chosen);
            readEnvironment(values);
        } else {
            preferred.forEach((setting, value) -> put(values, setting, value, Origin.DEFAULT, environment.directory()));
        }
        if (force) {
            values.keySet()
                    .removeIf(setting -> setting.component()
                            .filter(program.given()::contains)
                            .isPresent());
        }
        options.forEach(
                (setting, option) -> put(values, setting, option.value(), option.origin(), environment.directory()));
        return new Resolved(
                chosen.name(),
                place.filter(ConfigPlace::exists).map(ConfigPlace::path).orElse(null),
                program,
                withDefaults(values, chosen));
    }

    private record Chosen(String name, boolean hasToExist, String why) {}

    private Chosen chosen() {
        if (profile != null) {
            return new Chosen(profile, true, "as was asked for");
        }
        Optional<String> variable = exact ? Optional.empty() : environment.variable(PROFILE_VARIABLE);
        if (variable.isPresent()) {
            return new Chosen(variable.get(), true, "as " + PROFILE_VARIABLE + " says");
        }
        return new Chosen(usualProfile == null ? environment.host() : usualProfile, false, "usual");
    }

    private void readFile(Map<Setting, Value> values, ConfigPlace place, Chosen chosen) {
        ConfigFile file = read(place);
        Path base = place.path().toAbsolutePath().resolveSibling("");
        file.global()
                .values()
                .forEach((setting, value) -> put(values, setting, value, Origin.global(file.path()), base));
        preferred.forEach((setting, value) -> put(values, setting, value, Origin.DEFAULT, base));
        if (chosen.hasToExist() && !file.profiles().containsKey(chosen.name())) {
            throw new IllegalArgumentException("%s: there is no profile %s, %s.%s"
                    .formatted(file.path(), chosen.name(), chosen.why(), meant(chosen.name(), file)));
        }
        List<String> lineage = file.lineage(chosen.name());
        for (String name : lineage.reversed()) {
            Section section = file.profiles().getOrDefault(name, Section.EMPTY);
            section.values()
                    .forEach((setting, value) -> put(values, setting, value, Origin.profile(file.path(), name), base));
        }
        if (place.exists()) {
            LOG.info(
                    "configuration: {}{}, profile {}{}",
                    file.path(),
                    place.isOfAnyEventMp() ? " of AnyEvent::MP" : "",
                    chosen.name(),
                    lineage.isEmpty() ? ", of which it says nothing" : "");
        }
    }

    private static String meant(String name, ConfigFile file) {
        return Nearest.question(name, file.profiles().keySet())
                .map(is -> ' ' + is)
                .orElse("");
    }

    private ConfigFile read(ConfigPlace place) {
        if (!place.exists() && place.why().equals(ConfigPlace.VARIABLE)) {
            throw new IllegalArgumentException("%s: there is no file %s".formatted(ConfigPlace.VARIABLE, place.path()));
        }
        try {
            ConfigFile file = place.read();
            if (!file.ignored().isEmpty()) {
                LOG.warn("configuration: left out: {}", String.join("; ", file.ignored()));
            }
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the configuration " + place.path() + ": " + e, e);
        }
    }

    private void readEnvironment(Map<Setting, Value> values) {
        Map<Setting, Object> found = new EnumMap<>(Setting.class);
        for (Setting setting : Setting.values()) {
            Optional<String> text = environment.variable(setting.variable());
            if (text.isPresent()) {
                found.put(setting, parse(setting, text.get()));
            }
        }
        for (Setting setting : found.keySet()) {
            setting.rival().filter(found::containsKey).ifPresent(other -> {
                throw new IllegalArgumentException("environment %s: %s says the same, and one of them has to go"
                        .formatted(setting.variable(), other.variable()));
            });
        }
        found.forEach((setting, value) ->
                put(values, setting, value, Origin.environment(setting.variable()), environment.directory()));
    }

    private static Object parse(Setting setting, String text) {
        try {
            return setting.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("environment " + setting.variable() + ": " + e.getMessage(), e);
        }
    }

    private static void put(Map<Setting, Value> values, Setting setting, Object value, Origin origin, Path base) {
        setting.rival().ifPresent(values::remove);
        Object placed =
                setting.type() == ValueType.FILE ? base.resolve((String) value).toString() : value;
        values.put(setting, new Value(placed, origin));
    }

    /**
     * A node that has its secret or certificate from elsewhere than its program listens, unless somebody says where or that it
     * should not (security S2); and it is called after its profile, if that was chosen.
     */
    private Map<Setting, Value> withDefaults(Map<Setting, Value> values, Chosen chosen) {
        boolean proves = values.keySet().stream()
                .anyMatch(setting -> setting == Setting.SECRET
                        || setting == Setting.SECRET_FILE
                        || setting == Setting.CERT
                        || setting == Setting.CERT_FILE);
        if (!exact && proves && !program.given().contains("binds")) {
            values.putIfAbsent(Setting.BINDS, new Value(List.of("*"), Origin.DEFAULT));
        }
        if (chosen.hasToExist() && !program.given().contains("nodeId")) {
            values.putIfAbsent(Setting.NODE_ID, new Value(chosen.name() + "/", Origin.DEFAULT));
        }
        return values;
    }
}
