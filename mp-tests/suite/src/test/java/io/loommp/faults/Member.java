package io.loommp.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.cli.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A {@link FaultyNode} that a test has started, and starts anew when it was killed. */
final class Member implements AutoCloseable {
    private static final Duration END_LIMIT = Duration.ofSeconds(60);
    private static final AtomicInteger TOKENS = new AtomicInteger();

    /**
     * What the nodes of a test have in common.
     *
     * @param directory where they log
     * @param timeout of their monitors
     */
    record Setting(Path directory, long seed, Duration timeout, Expectations expectations) {
        private Path secret() throws IOException {
            Path secret = directory.resolve("secret");
            return Files.exists(secret) // written once: a node that begins may be reading it
                    ? secret
                    : Files.writeString(secret, "a secret of this test, 32 octets");
        }
    }

    private final Setting setting;
    private final String name;
    private final List<String> before;
    private final List<String> args;
    private Program process;
    private int incarnation;

    /**
     * Starts a node.
     *
     * @param before a command that runs it
     * @param peers the nodes to which it sends
     * @param more where it listens and whom it dials
     */
    Member(Setting setting, String name, List<String> before, List<String> peers, String... more) throws IOException {
        this.setting = setting;
        this.name = name;
        this.before = before;
        this.args = new ArrayList<>(List.of(
                "node=" + name,
                "peers=" + String.join(",", peers),
                "secret=" + setting.secret(),
                "logs=" + setting.directory(),
                "timeout=" + setting.timeout().toMillis()));
        args.addAll(List.of(more));
        this.process = start();
    }

    private Program start() throws IOException {
        incarnation++;
        List<String> all = new ArrayList<>(args);
        all.add("incarnation=" + incarnation);
        all.add("seed=" + (setting.seed() + incarnation));
        return Program.behind(
                before,
                FaultyNode.class,
                List.of("-Xmx96m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
                all.toArray(String[]::new));
    }

    String name() {
        return name;
    }

    /** Where it listens. */
    int port() {
        String address = process.awaitWhatFollows("address=");
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    }

    /** Waits until messages go there and back between these two, begun by either. */
    static void awaitFlow(Member one, Member other) throws IOException {
        String token = "t" + TOKENS.incrementAndGet() + ".";
        one.process.tell("probe " + other.name + " " + token);
        other.process.tell("probe " + one.name + " " + token);
        one.process.awaitLine("probed " + other.name + " " + token);
        other.process.awaitLine("probed " + one.name + " " + token);
    }

    /** Kills it; when that was. */
    long kill() {
        long since = LineLog.micros();
        process.kill();
        setting.expectations().gone(name, incarnation, since);
        return since;
    }

    /** Starts it anew after it was killed. */
    void restart() throws IOException {
        process = start();
    }

    /** Sends it a signal of this name. */
    void signal(String signal) throws IOException, InterruptedException {
        process.signal(signal);
    }

    /** Lets nodes come to their end, which they find when all they sent has arrived. */
    static void finish(List<Member> all) throws Exception {
        // in step: what one sends last the others must still be there to receive
        for (Member member : all) {
            member.process.tell("finish");
        }
        for (Member member : all) {
            member.process.awaitLine("settled");
        }
        for (Member member : all) {
            member.process.tell("end");
        }
        for (Member member : all) {
            assertThat(member.process.awaitEnd(END_LIMIT))
                    .as(member.process::output)
                    .isZero();
        }
    }

    @Override
    public void close() {
        process.close();
    }
}
