package io.loommp.kernel;

import org.slf4j.Logger;

/** For threads that have to go on whatever fails, the log as well. */
public final class FailureLog {
    private FailureLog() {}

    /** Says that something has failed, if there is memory to say so; never throws. */
    public static void tell(Logger log, String what, Throwable failure) {
        try {
            log.error(what, failure);
        } catch (Throwable t) {
            // nobody can be told
        }
    }
}
