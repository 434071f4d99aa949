package io.loommp.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.cli.ExitCode;
import io.loommp.cli.testing.CommandRun;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong with a call of {@code run} or {@code restart} is said in one line, with a hint and an exit code. */
@Timeout(60)
class RunErrorsTest {

    @TempDir
    private Path home;

    private final ClassLoader loader = Thread.currentThread().getContextClassLoader();

    @AfterEach
    void sameLoader() {
        Thread.currentThread().setContextClassLoader(loader);
    }

    private CommandRun run(String... args) {
        String[] all = new String[args.length + 1];
        all[0] = "run";
        System.arraycopy(args, 0, all, 1, args.length);
        return CommandRun.in(home).run(all);
    }

    private void unusable(String problem, String hint, String... args) {
        run(args).failed(ExitCode.UNUSABLE, problem, hint);
    }

    @Test
    void services() {
        unusable("there is no service \"nope\"; there are chat, ", "--list-services", "--no-config", "--service=nope");
        unusable("--service [1]: an array has to begin", "[\"name\",\"argument\"]", "--no-config", "--service=[1]");
        unusable("--service [\"a\": it is no JSON", "--help", "--no-config", "--service=[\"a\"");
        unusable(
                "the service \"chat\" does not start: element 0 is no map",
                "--list-services",
                "--no-config",
                "--service=[\"chat\", \"topic\"]");
        run("--no-config", "--service=[\"ioserver\", \"" + home.resolve("no") + "\"]")
                .failed(ExitCode.FAILED, "is no directory that can be written to", "-vv");
    }

    @Test
    void theServicesAreListed() {
        CommandRun listed = run("--list-services").ended(ExitCode.OK);
        assertThat(listed.lines()).anyMatch(line -> line.matches("echo +answers with what it was asked; no arguments"));
    }

    @Test
    void classPath() {
        unusable("--classpath: there is nothing to read at \"nowhere\"", "jars", "--no-config", "--classpath=nowhere");
        unusable("--classpath: there is nothing to read at \"no/*\"", "jars", "--no-config", "--classpath=no/*");
    }

    @Test
    void profilesAndKeys() throws Exception {
        unusable("there is no profile nope", "--help", "nope");
        Path config = home.resolve("config.json");
        Files.writeString(config, "{\"profile\": {\"a\": {}}}");
        CommandRun.in(home)
                .with("LOOMMP_CONFIG", config.toString())
                .run("run", "b", "nodeid", "c")
                .failed(ExitCode.UNUSABLE, "there is no profile b, as was asked for. Is it a?", "--help");
        unusable("\"nodeid\" has no value", "--help", "profile", "a", "nodeid");
        unusable(
                "\"nodid\" is no key of the configuration", "Is it nodeid? More: loommp run --help", "a", "nodid", "c");
        unusable("\"strange\" is no key of the configuration", "--help", "strange", "value");
        unusable("secret: what stands on a command line", "--secret-file", "secret", "abc");
        unusable("monitor_timeout: ", "--help", "monitor_timeout", "soon");
    }

    @Test
    void numbers() {
        unusable("--grace and --watch-limit", "--help", "--no-config", "--grace=-1");
        unusable("--grace and --watch-limit", "--help", "--no-config", "--watch", "--watch-limit=0");
    }

    @Test
    void health() throws Exception {
        unusable("--health: \"a:b\" is no HOST:PORT", "--help", "--no-config", "--health=a:b");
        unusable("--health: \"70000\" is no HOST:PORT", "--help", "--no-config", "--health=70000");
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            run("--no-config", "--health=" + taken.getLocalPort())
                    .failed(ExitCode.FAILED, "--health: cannot serve at /127.0.0.1:", "Take another address");
        }
    }

    @Test
    void restart() {
        CommandRun.in(home).run("restart", "a#b", "--no-config").failed(ExitCode.UNUSABLE, "NODE: ", "restart --help");
        CommandRun.in(home)
                .run("restart", "nobody", "--no-config")
                .failed(ExitCode.FAILED, "nobody cannot be asked", "a seed configured?");
        CommandRun.in(home).run("restart").failed(ExitCode.UNUSABLE, "Missing required parameter: 'NODE'", "--help");
    }

    @Test
    void helpNamesTheOptions() {
        assertThat(run("--help").ended(ExitCode.OK).out())
                .contains("--watch", "--health", "--service", "--classpath", "--grace", "docs/running.md");
        assertThat(CommandRun.in(home)
                        .run("restart", "--help")
                        .ended(ExitCode.OK)
                        .out())
                .contains("--watch");
    }
}
