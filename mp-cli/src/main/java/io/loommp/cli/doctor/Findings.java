package io.loommp.cli.doctor;

import io.loommp.cli.Output;
import java.util.Locale;

/* What has been looked at so far, printed as it is found. */
final class Findings {
    private final Output output;
    private boolean failed;

    private enum Verdict {
        OK("@|green ok  |@"),
        WARN("@|yellow warn|@"),
        FAIL("@|red fail|@");

        private final String styled;

        Verdict(String styled) {
            this.styled = styled;
        }
    }

    Findings(Output output) {
        this.output = output;
    }

    void ok(String what, String found) {
        print(Verdict.OK, what, found, "");
    }

    /** It works, but not as it should. */
    void warn(String what, String found, String advice) {
        print(Verdict.WARN, what, found, advice);
    }

    /** A node cannot do its work that way. */
    void fail(String what, String found, String advice) {
        failed = true;
        print(Verdict.FAIL, what, found, advice);
    }

    private void print(Verdict verdict, String what, String found, String advice) {
        if (output.isJson()) {
            output.table("check", "verdict", "found", "advice")
                    .row(what, verdict.name().toLowerCase(Locale.ROOT), found, advice)
                    .close();
            return;
        }
        output.sayStyled(output.styled(verdict.styled) + "  " + Output.printable("%-14s %s".formatted(what, found)));
        if (!advice.isEmpty()) {
            output.say("      " + advice);
        }
    }

    boolean failed() {
        return failed;
    }
}
