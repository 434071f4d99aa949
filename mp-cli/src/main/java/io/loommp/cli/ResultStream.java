package io.loommp.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The standard output of the command's process, which notices that results are lost: a command whose reader has gone, as in
 * {@code loommp top | head}, is interrupted. Java hides both the signal of such a pipe and the failure of a print.
 *
 * <p><b>Threads:</b> any.
 *
 * <p><b>Limits:</b> the system tells of a reader that has gone only at the next write. A command that an interrupt does not
 * end, because it reads its standard input, has 5 s.
 */
final class ResultStream extends OutputStream {
    private static final Duration END_LIMIT = Duration.ofSeconds(5);
    private static final int TYPE = 0xf000;
    private static final int PIPE = 0x1000;
    private static final int SOCKET = 0xc000;

    private final OutputStream out;
    private final Thread command;
    private final boolean hasReader;
    private volatile @Nullable IOException failure; // by who writes, once

    private ResultStream(OutputStream out, Thread command, boolean hasReader) {
        this.out = out;
        this.command = command;
        this.hasReader = hasReader;
    }

    /** That of this process, whose command the current thread runs. */
    static ResultStream ofProcess() {
        return new ResultStream(new FileOutputStream(FileDescriptor.out), Thread.currentThread(), isReadByAProcess());
    }

    /** Whether another process reads what is written; if that cannot be known, one does. */
    private static boolean isReadByAProcess() {
        try {
            int type = (int) Files.getAttribute(Path.of("/dev/stdout"), "unix:mode") & TYPE;
            return type == PIPE || type == SOCKET;
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return true;
        }
    }

    /** What a command prints on; each line goes out at once. */
    PrintWriter writer(Charset charset) {
        return new PrintWriter(new OutputStreamWriter(this, charset), true);
    }

    @Override
    public void write(int octet) throws IOException {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] octets, int offset, int length) throws IOException {
        try {
            out.write(octets, offset, length);
        } catch (IOException e) {
            lost(e);
            throw e;
        }
    }

    private void lost(IOException e) {
        if (failure == null) {
            failure = e;
            command.interrupt();
            Thread.ofPlatform().daemon().name("loommp-end").start(this::endAnyway);
        }
    }

    private void endAnyway() {
        try {
            if (!command.join(END_LIMIT)) {
                Runtime.getRuntime().exit(hasReader ? ExitCode.UNREAD : ExitCode.FAILED);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // nobody does that
        }
    }

    /** The exit code of a command that has ended with this one; says if results are lost, unless who has gone knows. */
    int exitCode(int code, PrintWriter err) {
        IOException lost = failure;
        if (lost == null) {
            return code;
        }
        if (hasReader) {
            return ExitCode.UNREAD;
        }
        err.println("loommp: results cannot be written: " + Output.printable(String.valueOf(lost.getMessage())));
        err.println("Is there room where they go to?");
        return ExitCode.FAILED;
    }
}
