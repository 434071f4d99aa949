package io.loommp.cli.demo;

import io.loommp.cli.ByteSize;
import io.loommp.cli.CommandContext;
import io.loommp.cli.CommandFailed;
import io.loommp.cli.ExitCode;
import io.loommp.cli.HelpText;
import io.loommp.cli.Screen;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows LoomMP at work, and says before what there will be to see and after where to read on. */
@Command(
        name = "demo",
        description = "Sends files from client processes to a server process, some of them ill-behaved.",
        footerHeading = HelpText.EXAMPLES,
        footer = "  loommp demo --size=1GiB")
public final class DemoCommand implements Callable<Integer> {
    private static final String INTRODUCTION = """
            A server and five clients, each a process of its own, talk over TCP on this machine. Three clients send files
            at the same time; the server, written in blocking style, takes one after the other, and the requests of the
            rest wait in its mailbox. The fourth client falls silent in the middle of a file, and the fifth asks for a name
            outside of the server's directory.
            """;
    private static final String WHERE_NEXT = """

            The server is mp-cli/src/main/java/io/loommp/cli/service/FileServer.java, the client is ../demo/FileClient.java
            beside it. How to write your own: README.md.""";

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(
            names = "--size",
            paramLabel = "SIZE",
            defaultValue = "64MiB",
            description = "How long the longest file is (default: ${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private ByteSize size;

    @Override
    public Integer call() throws CommandFailed, IOException, InterruptedException {
        Path home = home();
        Screen screen =
                new Screen(spec.commandLine().getOut(), CommandContext.of(spec).colours());
        screen.line(INTRODUCTION);
        boolean good;
        try (Workspace workspace = Workspace.create()) {
            good = new Demo(workspace, screen).run(home, size);
        }
        screen.line(WHERE_NEXT);
        return good ? ExitCode.OK : ExitCode.FAILED;
    }

    private static Path home() throws CommandFailed {
        String home = System.getProperty("loommp.home");
        if (home == null || !Files.isDirectory(Path.of(home))) {
            throw CommandFailed.unusable(
                    "the demo sends LoomMP's own sources, and does not know where they are.",
                    "Start it as ./loommp demo, at the top of the source tree.");
        }
        return Path.of(home);
    }
}
