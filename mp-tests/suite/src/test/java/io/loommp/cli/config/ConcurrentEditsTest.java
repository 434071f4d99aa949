package io.loommp.cli.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.cli.CommandContext;
import io.loommp.cli.ExitCode;
import io.loommp.cli.Main;
import io.loommp.cli.Program;
import io.loommp.cli.testing.CommandRun;
import io.loommp.net.config.ConfigFile;
import io.loommp.net.config.Setting;
import io.loommp.net.file.PrivateLock;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Help.Ansi;

/** Several commands that change one configuration file at the same time. */
@Timeout(60)
class ConcurrentEditsTest {
    private static final String SECRET = "a secret of thirty-two characters";

    @TempDir
    private Path home;

    private Path path() {
        return home.resolve(".config/loommp/config.json");
    }

    private void ok(String... args) {
        assertThat(CommandRun.in(home).run(args).ended(ExitCode.OK).lines()).containsExactly("wrote " + path());
    }

    private Object global(Setting setting) throws IOException {
        return ConfigFile.read(path()).global().value(setting).orElseThrow();
    }

    /** A standard input during whose reading something happens. */
    private static InputStream meanwhile(Runnable action, String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)) {
            @Override
            public synchronized byte[] readAllBytes() {
                action.run();
                return super.readAllBytes();
            }
        };
    }

    private int run(InputStream in, StringWriter out, String... args) {
        CommandContext context =
                new CommandContext(CommandRun.in(home).environment(), in, Ansi.OFF, 0, new HashMap<>()::put);
        return Main.run(
                Main.commandLine(context).setOut(new PrintWriter(out, true)).setErr(new PrintWriter(out, true)), args);
    }

    @Test
    void whatAnotherHasChangedMeanwhileStays() throws IOException {
        ok("setseeds", "a:1");
        StringWriter out = new StringWriter();
        int code = run(meanwhile(() -> ok("addseed", "b:2"), SECRET), out, "setsecret", "addseed", "c:3");
        assertThat(code).as(out.toString()).isEqualTo(ExitCode.OK);
        assertThat(out.toString().lines()).containsExactly("wrote " + path());
        assertThat(global(Setting.SECRET)).isEqualTo(SECRET);
        assertThat(global(Setting.SEEDS)).isEqualTo(List.of("a:1", "b:2", "c:3"));
    }

    @Test
    void wordsThatAreWrongAreRefusedBeforeASecretIsRead() {
        StringWriter out = new StringWriter();
        Runnable read = () -> {
            throw new AssertionError("the standard input was read");
        };
        assertThat(run(meanwhile(read, SECRET), out, "setsecret", "a-secret")).isEqualTo(ExitCode.UNUSABLE);
        assertThat(out.toString()).startsWith("loommp: a secret is never given as an argument");
        assertThat(run(meanwhile(read, SECRET), out, "setsecret", "setseeds")).isEqualTo(ExitCode.UNUSABLE);
        assertThat(out.toString()).contains("loommp: setseeds needs A,B,... behind it.");
    }

    @Test
    void whatHasBecomeWrongMeanwhileIsRefused() throws IOException {
        ok("profile", "p", "setseeds", "a:1");
        StringWriter out = new StringWriter();
        int code = run(meanwhile(() -> ok("delprofile", "p"), SECRET), out, "setsecret", "delprofile", "p");
        assertThat(code).isEqualTo(ExitCode.UNUSABLE);
        assertThat(out.toString()).startsWith("loommp: there is no profile p.");
        assertThat(ConfigFile.read(path()).global().value(Setting.SECRET)).isEmpty();
    }

    @Test
    void whatIsDoneAgainIsSaidOnce() {
        ok("profile", "p", "setseeds", "a:1");
        StringWriter out = new StringWriter();
        String[] words = {"config", "profiles", "showprofile", "p", "show", "p", "setsecret", "addseed", "c:3"};
        assertThat(run(meanwhile(() -> ok("addseed", "b:2"), "short"), out, words))
                .isEqualTo(ExitCode.OK);
        List<String> lines = out.toString().lines().toList();
        assertThat(lines).filteredOn(line -> line.matches("p +seeds")).hasSize(1); // of profiles
        assertThat(lines).filteredOn(line -> line.matches("seeds +a:1")).hasSize(2); // of showprofile, and of show
        assertThat(lines).filteredOn(line -> line.contains("can be guessed")).hasSize(1);
        assertThat(lines).filteredOn(line -> line.equals("wrote " + path())).hasSize(1);
    }

    @Test
    void whatWasWrittenBeforeAWordFailedIsSaid() {
        StringWriter out = new StringWriter();
        InputStream none = InputStream.nullInputStream();
        assertThat(run(none, out, "config", "setseeds", "a:1", "show", "x", "delprofile", "p"))
                .isEqualTo(ExitCode.UNUSABLE);
        assertThat(out.toString()).contains("wrote " + path(), "loommp: there is no profile p.");
    }

    @Test
    void manyAtOnceAreAllDone() throws Exception {
        ConcurrentLinkedQueue<Integer> codes = new ConcurrentLinkedQueue<>();
        List<Thread> threads = IntStream.range(0, 8)
                .mapToObj(i -> Thread.ofPlatform()
                        .start(() -> codes.add(CommandRun.in(home)
                                .run("addseed", "host" + i + ":1")
                                .exitCode())))
                .toList();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(codes).hasSize(threads.size()).containsOnly(ExitCode.OK);
        assertThat((List<?>) global(Setting.SEEDS)).hasSize(threads.size());
    }

    @Test
    void oneProcessWaitsForAnother() throws Exception {
        ok("setseeds", "a:1");
        try (Program other = locked(() -> {
            Program started = Program.main(Main.class, Map.of("LOOMMP_CONFIG", path().toString()), "addseed", "c:3");
            assertThat(started.awaitLine("waits"))
                    .isEqualTo("loommp: waits for another command that changes " + path());
            ConfigFile.read(path())
                    .withGlobal(section -> section.with(Setting.SEEDS, List.of("a:1", "b:2")))
                    .write();
            return started;
        })) {
            assertThat(other.awaitEnd(Duration.ofSeconds(30))).isEqualTo(ExitCode.OK);
            assertThat(other.lines()).last().isEqualTo("wrote " + path());
        }
        assertThat(global(Setting.SEEDS)).isEqualTo(List.of("a:1", "b:2", "c:3"));
    }

    @FunctionalInterface
    private interface Action {
        Program run() throws IOException;
    }

    private Program locked(Action action) throws IOException {
        PrivateLock lock = PrivateLock.of(path(), () -> {
            throw new AssertionError("somebody else has it");
        });
        try {
            return action.run();
        } finally {
            lock.close();
        }
    }

    @Test
    void whatIsLeftBesideItIsItsOwnersAlone_andOnlyWhatWritesLeavesAnything() throws IOException {
        assertThat(CommandRun.in(home).run("config", "show").exitCode()).isEqualTo(ExitCode.OK);
        assertThat(CommandRun.in(home).run("seteval", "1").exitCode()).isEqualTo(ExitCode.UNUSABLE);
        assertThat(path().getParent()).doesNotExist();
        ok("setseeds", "a:1");
        Files.setPosixFilePermissions(path(), PosixFilePermissions.fromString("rw-r--r--"));
        ok("addseed", "b:2");
        Map<String, String> permissions = new HashMap<>();
        List<Path> files = new ArrayList<>();
        try (Stream<Path> all = Files.list(path().getParent())) {
            all.forEach(files::add);
        }
        for (Path file : files) {
            permissions.put(
                    file.getFileName().toString(), PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        }
        assertThat(permissions)
                .containsOnly(
                        Map.entry("config.json", "rw-------"),
                        Map.entry("config.json~", "rw-------"),
                        Map.entry("config.json.lock", "rw-------"));
        assertThat(Files.readString(path().resolveSibling("config.json~")))
                .contains("a:1")
                .doesNotContain("b:2");
    }
}
