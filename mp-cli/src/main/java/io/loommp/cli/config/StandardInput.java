package io.loommp.cli.config;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/* The standard input, for words that may have to be done again: it is read once, and each time one word gets it. */
final class StandardInput {
    private final InputStream in;
    private byte @Nullable [] octets;
    private boolean taken;

    StandardInput(InputStream in) {
        this.in = in;
    }

    /** All of it; nothing for a second word. */
    byte[] take() throws IOException {
        if (taken) {
            return new byte[0];
        }
        if (octets == null) {
            octets = in.readAllBytes();
        }
        taken = true;
        return octets;
    }

    /** The words are done again. */
    void again() {
        taken = false;
    }
}
