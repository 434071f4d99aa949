package io.loommp.hostile;

import java.io.IOException;

/**
 * One hostile input.
 *
 * @param rule the rule of the threat model that stands against it
 * @param what it is, in a few words
 * @param outcome what becomes of the connection
 * @param run does it, and returns the connection to look at
 */
record Attack(String rule, String what, Outcome outcome, Run run) {

    /** What becomes of the connection. */
    enum Outcome {
        /** It is closed at once. */
        CLOSED,
        /** It is closed when the time for a handshake is over. */
        CLOSED_IN_TIME,
        /** It stays open. */
        OPEN,
        /** It stays open, and the request was ignored and counted. */
        IGNORED
    }

    /** What the attacker does. */
    @FunctionalInterface
    interface Run {
        RawNode against(Target target) throws IOException;
    }

    @Override
    public String toString() {
        return rule + ": " + what;
    }
}
