package io.loommp.cli;

import java.io.PrintWriter;
import java.util.Locale;
import picocli.CommandLine.Help.Ansi;

/**
 * Where a command shows what it does: lines, and under them one that changes, the progress bar. Where there is no terminal,
 * progress is a line at each quarter, and nothing has colours.
 *
 * <p><b>Threads:</b> one.
 */
public final class Screen {
    private static final int BAR_CELLS = 40;
    private static final int QUARTERS = 4;
    private static final String START_OF_LINE_AND_ERASE = "\r\033[K";

    private final PrintWriter out;
    private final Ansi ansi;
    private String bar = "";
    private int quartersShown;

    /**
     * One that is shown there.
     *
     * @param ansi whether that is a terminal
     */
    public Screen(PrintWriter out, Ansi ansi) {
        this.out = out;
        this.ansi = ansi;
    }

    /** Shows a line. */
    public void line(String text) {
        erase();
        out.println(text);
        out.print(bar);
        out.flush();
    }

    /** Shows a line in which {@code @|green ...|@} and the like are colours. */
    public void styled(String text) {
        line(ansi.string(text));
    }

    /** Shows how much of something is done. */
    public void progress(ByteSize done, ByteSize total) {
        double part = total.bytes() == 0 ? 1 : Math.min(1, done.bytes() / (double) total.bytes());
        if (ansi.enabled()) {
            int cells = (int) (part * BAR_CELLS);
            String renewed = String.format(
                    Locale.ROOT,
                    "[%s%s] %3.0f %%  %.1f of %.1f MiB",
                    "#".repeat(cells),
                    ".".repeat(BAR_CELLS - cells),
                    part * 100,
                    done.mebibytes(),
                    total.mebibytes());
            if (!renewed.equals(bar)) {
                erase();
                bar = renewed;
                out.print(bar);
                out.flush();
            }
        } else if ((int) (part * QUARTERS) > quartersShown) {
            quartersShown = (int) (part * QUARTERS);
            line(quartersShown * 100 / QUARTERS + " % of " + total);
        }
    }

    /** Takes the bar away. */
    public void endProgress() {
        erase();
        bar = "";
    }

    private void erase() {
        if (!bar.isEmpty()) {
            out.print(START_OF_LINE_AND_ERASE);
        }
    }
}
