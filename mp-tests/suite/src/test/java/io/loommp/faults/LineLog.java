package io.loommp.faults;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** A file of lines that others read when the process is gone, however it went. */
final class LineLog {
    private final BufferedWriter out;

    LineLog(Path file) throws IOException {
        out = Files.newBufferedWriter(file);
    }

    /** Adds words as a line. */
    synchronized void add(Object... words) {
        try {
            for (int i = 0; i < words.length; i++) {
                out.append(i == 0 ? "" : " ").append(words[i].toString());
            }
            out.append('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Hands what was added over to the system, which survives the process. */
    synchronized void flush() {
        try {
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Adds words as a line, and hands it over. */
    void write(Object... words) {
        add(words);
        flush();
    }

    /** What the clock of this host says, in microseconds: the same for all its processes. */
    static long micros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }
}
