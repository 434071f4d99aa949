package io.loommp.cli.demo;

import io.loommp.cli.ByteSize;
import io.loommp.cli.CommandFailed;
import io.loommp.cli.ExitCode;
import io.loommp.cli.Screen;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** The course of the demo: who is started with what, and whether it came out as it should. */
final class Demo {
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final int SECRET_BYTES = 32;
    private static final ByteSize ROOM_TO_SPARE = ByteSize.parse("64MiB");

    private final Path workspace;
    private final Path incoming;
    private final Path secret;
    private final Children children;
    private final Screen screen;
    private final List<Sending> sendings = new ArrayList<>();

    Demo(Workspace workspace, Screen screen) throws IOException {
        this.workspace = workspace.directory();
        this.incoming = Files.createDirectory(this.workspace.resolve("incoming"));
        this.secret = workspace.secret();
        this.children = new Children(workspace, screen);
        this.screen = screen;
    }

    /**
     * Runs it.
     *
     * @param sources sent as one archive
     * @param size of another file
     * @return whether all is as it should be
     */
    boolean run(Path sources, ByteSize size) throws CommandFailed, IOException, InterruptedException {
        checkRoom(size);
        makeSecret();
        Path archive = workspace.resolve("sources.zip");
        Path random = workspace.resolve("random.bin");
        Path empty = workspace.resolve("empty.bin");
        Samples.zip(sources, archive);
        Samples.random(size, random);
        Files.createFile(empty);

        Child server = children.start(
                "server",
                List.of("demo-server", "--secret=" + secret, "--directory=" + incoming, "--patience=" + PATIENCE));
        String address = addressOf(server);
        screen.line("The server listens on " + address + '.');
        send(address, archive, "sources.zip", true);
        send(address, random, "random.bin", true);
        send(address, empty, "empty.bin", true);
        send(address, random, "abandoned.bin", false, "--fall-silent");
        send(address, archive, "../outside.zip", false);
        awaitClients(server);
        children.end(server);
        return report(server);
    }

    private void checkRoom(ByteSize size) throws CommandFailed, IOException {
        ByteSize room = new ByteSize(Files.getFileStore(workspace).getUsableSpace());
        ByteSize needed = new ByteSize(2 * size.bytes() + ROOM_TO_SPARE.bytes());
        if (room.bytes() < needed.bytes()) {
            throw CommandFailed.unusable(
                    "the demo needs " + needed + " for temporary files, and there are " + room + " in "
                            + workspace.getParent() + '.',
                    "Take another --size, or another place: JDK_JAVA_OPTIONS=-Djava.io.tmpdir=/some/where");
        }
    }

    /** In a file that is this user's alone: a command line can be read by all users of a machine. */
    private void makeSecret() throws IOException {
        byte[] octets = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(octets);
        Files.createFile(secret, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(secret, Base64.getUrlEncoder().encodeToString(octets));
    }

    private String addressOf(Child server) throws CommandFailed, InterruptedException {
        children.await(() -> server.told(DemoServerCommand.ADDRESS).isPresent() || server.hasEnded(), () -> 0);
        return server.told(DemoServerCommand.ADDRESS)
                .orElseThrow(() -> CommandFailed.failed("the server did not start.", "What it said is above."));
    }

    private void send(String address, Path file, String name, boolean shouldArrive, String... options)
            throws IOException {
        String client = "client-" + (sendings.size() + 1);
        screen.line("Starting %s, which sends %s (%s).".formatted(client, name, sizeOf(Stream.of(file))));
        List<String> command = new ArrayList<>(List.of("demo-client", "--node=" + client));
        command.addAll(List.of("--secret=" + secret, "--server=" + address, "--name=" + name, file.toString()));
        command.addAll(List.of(options));
        sendings.add(new Sending(children.start(client, command), file, name, incoming.resolve(name), shouldArrive));
    }

    private void awaitClients(Child server) throws CommandFailed, InterruptedException {
        ByteSize total = sizeOf(sendings.stream().filter(Sending::shouldArrive).map(Sending::file));
        BooleanSupplier allHaveEnded =
                () -> sendings.stream().allMatch(sending -> sending.client().hasEnded());
        try {
            children.await(() -> allHaveEnded.getAsBoolean() || server.hasEnded(), () -> {
                ByteSize arrived = sizeOf(filesIn(incoming).stream());
                screen.progress(arrived, total);
                return arrived.bytes();
            });
        } finally {
            screen.endProgress();
        }
        if (!allHaveEnded.getAsBoolean()) {
            throw CommandFailed.failed("the server ended before its clients.", "What it said is above.");
        }
    }

    private static List<Path> filesIn(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ByteSize sizeOf(Stream<Path> files) {
        return new ByteSize(files.mapToLong(file -> file.toFile().length()).sum()); // 0 for what is gone meanwhile
    }

    private boolean report(Child server) throws IOException {
        screen.line("");
        screen.line(Sending.header());
        boolean good = server.hasEnded(ExitCode.OK);
        for (Sending sending : sendings) {
            Sending.Outcome outcome = sending.outcome();
            screen.line(outcome.row());
            good &= outcome.good();
        }
        long expected = sendings.stream().filter(Sending::shouldArrive).count();
        int there = filesIn(incoming).size();
        if (there != expected) {
            screen.line("The server's directory holds " + there + " files instead of " + expected + '.');
            good = false;
        }
        screen.line("");
        screen.styled(
                good
                        ? "@|bold,green Everything arrived intact|@, and nothing else is left in the server's directory."
                        : "@|bold,red Not everything came out as it should.|@");
        return good;
    }
}
