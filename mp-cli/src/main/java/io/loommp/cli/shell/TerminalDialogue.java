package io.loommp.cli.shell;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jline.reader.Completer;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.DefaultParser;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jspecify.annotations.Nullable;

/**
 * A person at a terminal: lines with history and completion; what is shown meanwhile stands above the line that is typed.
 *
 * <p>Ctrl-C takes the line back, or ends the wait of what runs; Ctrl-D on an empty line ends the shell.
 */
final class TerminalDialogue implements Dialogue {
    private static final int LINES_KEPT = 1000;

    private final Terminal terminal;
    private final LineReader reader;
    private final Object interruption = new Object();
    private @Nullable Thread working; // under the monitor of interruption
    private volatile boolean closed; // written by who closes it

    private TerminalDialogue(Terminal terminal, LineReader reader) {
        this.terminal = terminal;
        this.reader = reader;
        terminal.handle(Terminal.Signal.INT, signal -> interrupt());
    }

    /** The terminal of this process; empty if its input or its output is none. */
    static Optional<Terminal> terminal() {
        try {
            return Optional.of(TerminalBuilder.builder()
                    .system(true)
                    .jni(true)
                    .exec(true)
                    .ffm(false) // knows Java 22 and newer only
                    .dumb(false)
                    .build());
        } catch (IOException | IllegalStateException e) {
            return Optional.empty();
        }
    }

    /** A dialogue there, which remembers its lines in a file, if there is one to be had. */
    static TerminalDialogue at(Terminal terminal, Completer completer, @Nullable Path history) {
        LineReaderBuilder builder = LineReaderBuilder.builder()
                .terminal(terminal)
                .appName("loommp")
                .completer(completer)
                .parser(new DefaultParser().quoteChars(new char[0]).escapeChars(new char[0]))
                .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                .variable(LineReader.HISTORY_SIZE, LINES_KEPT)
                .variable(LineReader.HISTORY_FILE_SIZE, LINES_KEPT);
        if (history != null) {
            builder.variable(LineReader.HISTORY_FILE, history);
        }
        return new TerminalDialogue(terminal, builder.build());
    }

    @Override
    public @Nullable String line(String prompt) {
        try {
            return reader.readLine(prompt);
        } catch (UserInterruptException e) {
            return "";
        } catch (EndOfFileException e) {
            return null;
        }
    }

    @Override
    public void show(String line) {
        if (!closed) {
            reader.printAbove(line);
        }
    }

    @Override
    public void during(Work work) throws InterruptedException {
        synchronized (interruption) {
            working = Thread.currentThread();
        }
        try {
            work.run();
        } finally {
            synchronized (interruption) {
                working = null;
                boolean ignored = Thread.interrupted(); // it came too late, and is not for the next line
            }
        }
    }

    private void interrupt() {
        synchronized (interruption) {
            if (working != null) {
                working.interrupt();
            }
        }
    }

    @Override
    public boolean isInteractive() {
        return true;
    }

    @Override
    public void close() {
        try {
            reader.getHistory().save();
            closed = true;
            terminal.close();
        } catch (IOException e) {
            show("the history cannot be kept: " + e.getMessage());
        }
    }
}
