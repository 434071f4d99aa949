package io.loommp.cli;

import io.loommp.net.config.Nearest;
import java.io.Serial;
import java.util.Collection;

/** A command cannot go on, for a reason its user can understand: one line, and a hint at what to do about it. */
public final class CommandFailed extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    private final int exitCode;
    private final String problem;
    private final String hint;

    private CommandFailed(int exitCode, String problem, String hint) {
        super(problem);
        this.exitCode = exitCode;
        this.problem = problem;
        this.hint = hint;
    }

    /** It was tried and did not work. */
    public static CommandFailed failed(String problem, String hint) {
        return new CommandFailed(ExitCode.FAILED, problem, hint);
    }

    /** It cannot even be tried: something about the machine or the call is not as it has to be. */
    public static CommandFailed unusable(String problem, String hint) {
        return new CommandFailed(ExitCode.UNUSABLE, problem, hint);
    }

    /** A word is none of those that are known; asks whether the nearest of them is meant. */
    public static CommandFailed unknown(String problem, String word, Collection<String> known, String hint) {
        return unusable(
                problem,
                Nearest.question(word, known).map(is -> is + ' ' + hint).orElse(hint));
    }

    int exitCode() {
        return exitCode;
    }

    /** What is wrong. */
    public String problem() {
        return problem;
    }

    /** What to do about it. */
    public String hint() {
        return hint;
    }
}
