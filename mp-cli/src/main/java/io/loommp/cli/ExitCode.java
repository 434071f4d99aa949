package io.loommp.cli;

/** What the exit codes of all commands mean. */
public final class ExitCode {
    /** The command did what it was asked for. */
    public static final int OK = 0;

    /** It was tried and failed. */
    public static final int FAILED = 1;

    /** It could not be tried: wrong usage, or the environment lacks something. */
    public static final int UNUSABLE = 2;

    /** Its terminal is gone; what Java and shells make of SIGHUP. */
    public static final int HUNG_UP = 129;

    /** It was stopped from the keyboard; what shells make of that signal. */
    public static final int INTERRUPTED = 130;

    /** Nobody reads its results any more; what shells make of SIGPIPE. */
    public static final int UNREAD = 141;

    /** It was stopped by SIGTERM; what Java and shells make of that signal. */
    public static final int TERMINATED = 143;

    private ExitCode() {}
}
