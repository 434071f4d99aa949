package io.loommp.net.config;

import java.nio.file.Path;

/**
 * Where a value of a configuration comes from.
 *
 * @param kind which sort of place
 * @param place the place, as people should read it
 */
public record Origin(Kind kind, String place) {
    /** Nobody said anything. */
    public static final Origin DEFAULT = new Origin(Kind.DEFAULT, "default");

    /** The program itself, through the builder of a {@link io.loommp.net.NodeConfig}. */
    public static final Origin PROGRAM = new Origin(Kind.PROGRAM, "program");

    /** The sorts of places, those that count least first; options of a command are the program's, by force. */
    public enum Kind {
        /** Built in. */
        DEFAULT,
        /** Code. */
        PROGRAM,
        /** A file. */
        FILE,
        /** An environment variable. */
        ENVIRONMENT,
        /** An option of a command. */
        OPTION
    }

    /** The section of a file that holds for all profiles. */
    static Origin global(Path file) {
        return new Origin(Kind.FILE, file + ", global");
    }

    /** A profile in a file. */
    static Origin profile(Path file, String profile) {
        return new Origin(Kind.FILE, file + ", profile " + profile);
    }

    /** An environment variable. */
    static Origin environment(String variable) {
        return new Origin(Kind.ENVIRONMENT, "environment " + variable);
    }

    /** The place. */
    @Override
    public String toString() {
        return place;
    }
}
