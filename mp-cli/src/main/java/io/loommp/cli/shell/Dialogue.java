package io.loommp.cli.shell;

import org.jspecify.annotations.Nullable;

/**
 * Where a shell gets its lines, and where it shows what there is to be seen.
 *
 * <p><b>Threads:</b> {@link #show} any; the rest the shell's own.
 */
interface Dialogue extends AutoCloseable {

    /** The next line; empty if it was cancelled, null at the end. */
    @Nullable
    String line(String prompt);

    /** Shows a line; one that is being typed stays whole. */
    void show(String line);

    /** What one line asks for. */
    @FunctionalInterface
    interface Work {
        /** Does it; interrupted when the user cancels it. */
        void run() throws InterruptedException;
    }

    /** Does what may take a while, which the user may cancel. */
    void during(Work work) throws InterruptedException;

    /** Whether somebody sits there, who sees what goes wrong. */
    boolean isInteractive();

    @Override
    void close();
}
