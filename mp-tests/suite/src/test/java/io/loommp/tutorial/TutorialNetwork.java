package io.loommp.tutorial;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.cli.ExitCode;
import io.loommp.cli.Main;
import io.loommp.cli.Program;
import io.loommp.cli.testing.CommandRun;
import io.loommp.net.Secret;
import io.loommp.testing.FreePort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The network of the tutorial: a configuration file as its third page makes it, and programs as processes that obey it. */
final class TutorialNetwork implements AutoCloseable {
    private final String address = FreePort.address();
    private final Path secret;
    private final Map<String, String> environment = new HashMap<>();
    private final List<Program> programs = new ArrayList<>();

    TutorialNetwork(Path directory) throws IOException {
        secret = directory.resolve("secret");
        assertThat(Secret.createFile(secret)).hasToString("***");
        Path file = Files.createFile(
                directory.resolve("config.json"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, """
                {
                  "secret_file": "%s",
                  "nodeid": "%%n/%%u",
                  "seeds": ["%s"],
                  "binds": ["127.0.0.1:0"],
                  "profile": {
                    "seed": {"nodeid": "seed", "binds": ["%s"]},
                    "rooms": {"nodeid": "rooms", "services": [["room"]]}
                  }
                }
                """.formatted(secret, address, address));
        environment.put("LOOMMP_CONFIG", file.toString());
    }

    /** From now on programs trace what they send and receive. */
    void trace() {
        environment.put("LOOMMP_TRACE", "1");
    }

    /** Starts what page 3 starts: a node that others meet at. */
    Program seed() throws IOException {
        Program seed = run("seed");
        seed.awaitLine("node seed listens on " + address);
        return seed;
    }

    /** Starts a node by a profile and nothing else. */
    Program run(String profile) throws IOException {
        return start(Main.class, "run", "profile", profile);
    }

    /** Starts a program. */
    Program start(Class<?> main, String... args) throws IOException {
        Program program = Program.main(main, environment, args);
        programs.add(program);
        return program;
    }

    /** From now on programs have these settings, as if the file had them. */
    void set(String variable, String value) {
        environment.put(variable, value);
    }

    /** Asks the network something by the command, as a reader would in another terminal. */
    CommandRun ask(String... words) {
        return new CommandRun.Setup(secret.resolveSibling("home"), environment, "")
                .run(words)
                .ended(ExitCode.OK);
    }

    @Override
    public void close() {
        programs.forEach(Program::close);
    }
}
