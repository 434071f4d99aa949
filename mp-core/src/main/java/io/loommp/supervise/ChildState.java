package io.loommp.supervise;

import java.util.Locale;

/** What a child of a supervisor does at a moment. */
public enum ChildState {
    /** It is to be started: when it is its turn, or when a delay is over. */
    WAITING,
    /** Its start function runs; of a tree, its children are being started. */
    STARTING,
    /** It has been started, and has not ended. */
    RUNNING,
    /** It was asked to end, or killed, and its code has not returned yet. */
    STOPPING,
    /** It has ended by itself, but its code has not returned yet. */
    ENDING,
    /** It was stopped by hand, or has done its work. */
    STOPPED,
    /** Its start function said that there is nothing to start. */
    IGNORED;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
