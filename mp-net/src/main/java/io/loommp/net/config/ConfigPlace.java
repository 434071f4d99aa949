package io.loommp.net.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which configuration file counts, by environment and by what there is: {@code LOOMMP_CONFIG}; else {@code loommp/config.json}
 * in {@code XDG_CONFIG_HOME} or {@code ~/.config}; else, when that is missing and one of AnyEvent::MP is there, that one.
 *
 * @param path where it is, or would be
 * @param isOfAnyEventMp whether it is one of AnyEvent::MP, which LoomMP reads and never writes
 * @param why what named the place
 */
public record ConfigPlace(Path path, boolean isOfAnyEventMp, String why) {
    /** The variable that names the file. */
    public static final String VARIABLE = "LOOMMP_CONFIG";

    private static final String DEFAULT_DIRECTORY = ".config";

    /** The file that is read. */
    public static ConfigPlace toRead(Environment environment) {
        ConfigPlace own = toWrite(environment);
        if (environment.variable(VARIABLE).isPresent() || own.exists()) {
            return own;
        }
        return ofAnyEventMp(environment).filter(ConfigPlace::exists).orElse(own);
    }

    /** The file that is written. */
    public static ConfigPlace toWrite(Environment environment) {
        Optional<String> named = environment.variable(VARIABLE);
        if (named.isPresent()) {
            return new ConfigPlace(environment.directory().resolve(named.get()), false, VARIABLE);
        }
        Optional<Path> xdg =
                environment.variable("XDG_CONFIG_HOME").map(Path::of).filter(Path::isAbsolute);
        return new ConfigPlace(
                xdg.orElse(environment.home().resolve(DEFAULT_DIRECTORY))
                        .resolve("loommp")
                        .resolve("config.json"),
                false,
                xdg.isPresent() ? "XDG_CONFIG_HOME" : "default");
    }

    private static Optional<ConfigPlace> ofAnyEventMp(Environment environment) {
        for (String variable : new String[] {"PERL_ANYEVENT_MP_RC", "AE_MP_RC"}) {
            Optional<String> named = environment.variable(variable);
            if (named.isPresent()) {
                return Optional.of(new ConfigPlace(environment.directory().resolve(named.get()), true, variable));
            }
        }
        Path home = environment.home().resolve(".perl-anyevent-mp");
        return Stream.concat(
                        Stream.of(home),
                        environment.variable("APPDATA").map(data -> Path.of(data, "perl-anyevent-mp")).stream())
                .map(path -> new ConfigPlace(path, true, "AnyEvent::MP"))
                .filter(ConfigPlace::exists)
                .findFirst();
    }

    /** Whether there is such a file. */
    public boolean exists() {
        return Files.exists(path);
    }

    /**
     * What stands there, or nothing if there is no file.
     *
     * @throws IOException if it cannot be read
     * @throws IllegalArgumentException saying what is wrong in it
     */
    public ConfigFile read() throws IOException {
        if (!exists()) {
            return ConfigFile.empty(path);
        }
        return isOfAnyEventMp ? ConfigFile.readAnyEventMp(path) : ConfigFile.read(path);
    }
}
