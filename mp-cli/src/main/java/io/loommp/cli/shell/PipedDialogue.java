package io.loommp.cli.shell;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Reader;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** Lines from a file or a program, and results for one: nothing is asked, nothing is drawn. */
final class PipedDialogue implements Dialogue {
    private final BufferedReader in;
    private final PrintWriter out;

    PipedDialogue(Reader in, PrintWriter out) {
        this.in = new BufferedReader(in);
        this.out = out;
    }

    /** The next line; null also if nobody reads what is shown any more. */
    @Override
    public @Nullable String line(String prompt) {
        if (out.checkError()) {
            return null;
        }
        try {
            return in.readLine();
        } catch (IOException e) {
            throw new UncheckedIOException("the input cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public void show(String line) {
        synchronized (out) {
            out.println(line);
            out.flush();
        }
    }

    /** Ctrl-C ends the process here. */
    @Override
    public void during(Work work) throws InterruptedException {
        work.run();
    }

    @Override
    public boolean isInteractive() {
        return false;
    }

    @Override
    public void close() {
        // neither is ours
    }
}
