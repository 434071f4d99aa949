package io.loommp.cli.inspect;

import io.loommp.cli.CommandFailed;
import io.loommp.cli.ExitCode;
import io.loommp.cli.Output;
import io.loommp.inspect.PortLine;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.Curses;
import org.jline.utils.InfoCmp.Capability;
import org.jline.utils.NonBlockingReader;

/**
 * {@code top} on a terminal: a page that is drawn anew, and keys that change it. Closing it gives the terminal back as it was, and
 * so does the end of the process.
 *
 * <p><b>Threads:</b> one; the terminal's signals come on another, and the end of the process on a third.
 */
final class TopScreen implements AutoCloseable {
    private static final int USUAL_ROWS = 24;
    private static final int USUAL_COLUMNS = 80;
    private static final int LINES_AROUND = 4;
    private static final Duration SHORTEST = Duration.ofMillis(250);
    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final String KEYS = "m mailbox  r rate  c received  a age  w watchers  i id  + - how often  q ends";
    private static final String ERASE_REST_OF_LINE = "\033[K";
    private static final String ERASE_REST_OF_PAGE = "\033[J";
    private static final String HOME = "\033[H";

    private final Target target;
    private final Terminal terminal;
    private final Attributes before;
    private TopOrder order;
    private Duration interval;
    private final String usualPage;
    private final Thread atEnd = new Thread(this::showUsualPage, "loommp-top");
    private final ReentrantLock drawing = new ReentrantLock();
    private volatile boolean interrupted; // by the terminal's signal
    private volatile boolean ending; // by the end of the process

    TopScreen(Target target, TopOrder order, Duration interval) throws IOException {
        this.target = target;
        this.order = order;
        this.interval = interval;
        this.terminal =
                TerminalBuilder.builder().system(true).nativeSignals(true).build();
        Thread shown = Thread.currentThread();
        terminal.handle(Signal.INT, signal -> {
            interrupted = true;
            shown.interrupt();
        });
        terminal.handle(Signal.WINCH, signal -> {}); // the next page has the new size
        this.usualPage = control(Capability.cursor_visible) + control(Capability.exit_ca_mode);
        Runtime.getRuntime().addShutdownHook(atEnd);
        this.before = terminal.enterRawMode();
        terminal.puts(Capability.enter_ca_mode);
        terminal.puts(Capability.cursor_invisible);
    }

    /** What a terminal does not have is nothing. */
    private String control(Capability capability) {
        String text = terminal.getStringCapability(capability);
        return text == null ? "" : Curses.tputs(text);
    }

    /** The terminal, which puts its settings back at that time, may be closed already. */
    private void showUsualPage() {
        ending = true;
        boolean alone = false;
        try {
            alone = drawing.tryLock(1, TimeUnit.SECONDS); // a terminal that was stopped must not hold up the end
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        System.out.print(usualPage);
        System.out.flush();
        if (alone) {
            drawing.unlock();
        }
    }

    /** Shows ports until q or Ctrl-C, or so often, and returns the exit code. */
    int run(long times) throws CommandFailed, IOException {
        try {
            for (long shown = 1; ; shown++) {
                draw(TopCommand.query(target, order, rows()));
                if (shown >= times || !awaitKey()) {
                    return ExitCode.OK;
                }
            }
        } catch (InterruptedException | IOException e) {
            if (interrupted || ending) {
                return ExitCode.INTERRUPTED;
            }
            throw e instanceof IOException io ? io : new IOException("interrupted", e);
        }
    }

    private int rows() {
        return Math.clamp(orUsual(terminal.getSize().getRows(), USUAL_ROWS) - LINES_AROUND, 1, PortsQuery.PIECE_MAX);
    }

    /** Some terminals do not know how large they are. */
    private static int orUsual(int size, int usual) {
        return size > 0 ? size : usual;
    }

    private void draw(PortsQuery ports) {
        List<String> lines = new ArrayList<>();
        lines.add(TopCommand.summary(target, ports, order) + "; every " + PortTable.text(interval));
        lines.add(PortTable.heading());
        for (PortLine line : ports.lines()) {
            lines.add(PortTable.fixed(line));
        }
        StringBuilder page = new StringBuilder(HOME);
        int width = orUsual(terminal.getSize().getColumns(), USUAL_COLUMNS);
        for (String line : lines) {
            page.append(cut(line, width)).append(ERASE_REST_OF_LINE).append('\n');
        }
        page.append(ERASE_REST_OF_PAGE).append('\n').append(cut(KEYS, width));
        drawing.lock();
        try {
            if (!ending) {
                terminal.writer().print(page);
                terminal.flush();
            }
        } finally {
            drawing.unlock();
        }
    }

    private static String cut(String text, int width) {
        String printable = Output.printable(text);
        return printable.length() <= width ? printable : printable.substring(0, width - 1) + "…";
    }

    /** Waits for a key, or until it is time for the next page; false if it was the one that ends it. */
    private boolean awaitKey() throws IOException {
        long deadline = System.nanoTime() + interval.toNanos();
        while (!interrupted) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            int key = left <= 0
                    ? NonBlockingReader.READ_EXPIRED
                    : terminal.reader().read(left);
            switch (key) {
                case NonBlockingReader.READ_EXPIRED, ' ' -> {
                    return true;
                }
                case NonBlockingReader.EOF, 'q', 'Q' -> {
                    return false;
                }
                case '+', '=' -> interval = within(interval.dividedBy(2));
                case '-' -> interval = within(interval.multipliedBy(2));
                default -> {
                    if (TopOrder.of(key).isPresent()) {
                        order = TopOrder.of(key).get();
                        return true;
                    }
                }
            }
        }
        throw new IOException("interrupted");
    }

    private static Duration within(Duration wanted) {
        Duration longEnough = wanted.compareTo(SHORTEST) < 0 ? SHORTEST : wanted;
        return longEnough.compareTo(LONGEST) > 0 ? LONGEST : longEnough;
    }

    @Override
    public void close() throws IOException {
        if (ending) {
            return;
        }
        try {
            boolean ignored = Runtime.getRuntime().removeShutdownHook(atEnd);
        } catch (IllegalStateException e) {
            return; // it runs
        }
        boolean ignored = Thread.interrupted(); // it would keep the terminal from being given back
        terminal.puts(Capability.cursor_visible);
        terminal.puts(Capability.exit_ca_mode);
        terminal.setAttributes(before);
        terminal.close();
    }
}
