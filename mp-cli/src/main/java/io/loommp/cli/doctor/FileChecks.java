package io.loommp.cli.doctor;

import io.loommp.cli.Verbosity;
import io.loommp.net.config.ConfigFile;
import io.loommp.net.config.ConfigPlace;
import io.loommp.net.config.Configuration;
import io.loommp.net.config.Environment;
import io.loommp.net.config.Nearest;
import io.loommp.net.config.Setting;
import io.loommp.net.file.PrivateFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/* The configuration file and the environment, before anything in them counts. */
final class FileChecks {
    private static final String FILE = "file";
    private static final List<String> OTHER_VARIABLES = List.of(
            ConfigPlace.VARIABLE,
            Configuration.PROFILE_VARIABLE,
            Verbosity.VARIABLE,
            "LOOMMP_TRACE",
            "LOOMMP_TRACE_FILE",
            "LOOMMP_TRACE_CONSOLE",
            "LOOMMP_TRACE_JFR",
            "LOOMMP_TRACE_FLAGS",
            "LOOMMP_MODULES",
            "LOOMMP_JAVA_HOME",
            "LOOMMP_HOME");

    private final Findings findings;
    private final Environment environment;
    private List<String> profiles = List.of();

    FileChecks(Findings findings, Environment environment) {
        this.findings = findings;
        this.environment = environment;
    }

    void run() {
        ConfigPlace place = ConfigPlace.toRead(environment);
        if (place.exists()) {
            file(place);
        } else {
            findings.ok(FILE, place.path() + ": there is none, and none is needed");
        }
        variables();
    }

    /** The profiles of the file, as far as that can be read. */
    List<String> profiles() {
        return profiles;
    }

    private void file(ConfigPlace place) {
        try {
            if (PrivateFile.everybodyCanWrite(place.path())) {
                findings.fail(FILE, "everybody can write " + place.path(), "chmod 600 " + place.path());
                return;
            }
            ConfigFile file = place.read();
            profiles = List.copyOf(file.profiles().keySet());
            if (file.hasSecret() && PrivateFile.othersCanRead(place.path())) {
                findings.warn(
                        FILE,
                        place.path() + " has a secret in it, and others than its owner can read it",
                        "chmod 600 " + place.path());
            } else {
                findings.ok(FILE, place.path() + (place.isOfAnyEventMp() ? ", of AnyEvent::MP" : ""));
            }
            file.ignored()
                    .forEach(left ->
                            findings.warn(FILE, left, "Without it: loommp config import, and no more AnyEvent::MP."));
        } catch (IOException e) {
            findings.fail(FILE, "cannot read " + place.path() + ": " + e, "Look at its permissions.");
        } catch (IllegalArgumentException e) {
            findings.fail(FILE, String.valueOf(e.getMessage()), "Mend the file with an editor.");
        }
    }

    private void variables() {
        List<String> known = new ArrayList<>(OTHER_VARIABLES);
        Arrays.stream(Setting.values()).map(Setting::variable).forEach(known::add);
        environment.variables().keySet().stream()
                .filter(name -> name.startsWith("LOOMMP_") && !known.contains(name))
                .sorted()
                .forEach(name -> findings.warn(
                        "environment",
                        name + " means nothing",
                        Nearest.question(name, known).orElse("Take it away.")));
    }
}
