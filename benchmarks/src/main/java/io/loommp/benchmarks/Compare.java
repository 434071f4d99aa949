package io.loommp.benchmarks;

import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.regex.Pattern;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs two benchmarks in turn, each time in a virtual machine of its own, and prints both medians and their ratio, with
 * their spreads: on a machine that is not quiet, only what was measured side by side can be compared.
 *
 * <pre>{@code
 * Compare [forks] pair...      a pair of the list below, or all
 * Compare [forks] A B          any two: Class.method or Class.method:param=value
 * }</pre>
 *
 * <p>The ratios of neighbours, whose least and most are the spread of the ratio, are of the n-th run of the one and the n-th
 * run of the other.
 */
public final class Compare {
    private static final int FORKS = 10;

    /** What is wanted in this project: the rate of the first divided by that of the second. */
    private enum Pair {
        GET_TO_ONESELF("BacklogGet.sentToOneself:waiting=100000", "BacklogGet.sentToOneself:waiting=0"),
        GET_FROM_PEER("BacklogGet.sentByPeer:waiting=100000", "BacklogGet.sentByPeer:waiting=0"),
        ASK_THREAD("BacklogAsk.ofThread:waiting=100000", "BacklogAsk.ofThread:waiting=0"),
        ASK_CALLBACK("BacklogAsk.ofCallback:waiting=100000", "BacklogAsk.ofCallback:waiting=0"),
        SPAWN_THREAD("SpawnToEnd.thread", "SpawnToEnd.bareVirtualThread"),
        SPAWN_CALLBACK("SpawnToEnd.callback", "SpawnToEnd.bareVirtualThread"),
        SPAWN_BY_NAME("SpawnToEnd.byName", "SpawnToEnd.callback"),
        AFTER_AND_CANCEL(
                "OutstandingTimers.afterAndCancel:outstanding=100000",
                "OutstandingTimers.afterAndCancel:outstanding=0"),
        LIMIT("OutstandingTimers.receiveWithLimit:outstanding=0", "OutstandingTimers.receiveForEver:outstanding=0"),
        LIMIT_AMONG_MANY(
                "OutstandingTimers.receiveWithLimit:outstanding=100000",
                "OutstandingTimers.receiveForEver:outstanding=100000"),
        STUCK_AGENT("Management.messages:listeners=stuck", "Management.messages:listeners=unawaited"),
        STUCK_TO_NOBODY("Management.messages:listeners=stuck", "Management.messages:listeners=nobody"),
        ONE_AGENT("Management.messages:listeners=one", "Management.messages:listeners=nobody"),
        EIGHT_AGENTS("Management.messages:listeners=eight", "Management.messages:listeners=nobody");

        final String first;
        final String second;

        Pair(String first, String second) {
            this.first = first;
            this.second = second;
        }

        String title() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    private Compare() {}

    /** See the class. */
    public static void main(String[] args) throws RunnerException {
        boolean counted = args.length > 0 && Pattern.matches("\\d+", args[0]);
        int forks = counted ? Integer.parseInt(args[0]) : FORKS;
        String[] named = counted ? Arrays.copyOfRange(args, 1, args.length) : args;
        if (named.length == 2 && named[0].contains(".")) {
            compare(named[0], named[1], forks);
            return;
        }
        int found = 0;
        for (Pair pair : Pair.values()) {
            if (Arrays.asList(named).contains(pair.title()) || Arrays.equals(named, new String[] {"all"})) {
                compare(pair.first, pair.second, forks);
                found++;
            }
        }
        if (found == 0) {
            System.err.println("no such pair: " + Arrays.toString(args) + "; there are:");
            for (Pair pair : Pair.values()) {
                System.err.println("  " + pair.title() + ": " + pair.first + " / " + pair.second);
            }
        }
    }

    private static void compare(String first, String second, int forks) throws RunnerException {
        double[] ofFirst = new double[forks];
        double[] ofSecond = new double[forks];
        for (int i = 0; i < forks; i++) {
            if (i % 2 == 0) {
                ofFirst[i] = run(first);
                ofSecond[i] = run(second);
            } else {
                ofSecond[i] = run(second);
                ofFirst[i] = run(first);
            }
        }
        System.out.println(first + ": " + new Figures(ofFirst).text("%,.0f") + "/s");
        System.out.println(second + ": " + new Figures(ofSecond).text("%,.0f") + "/s");
        System.out.println(new Ratio(ofFirst, ofSecond).text(2) + "; " + forks + " runs of each\n");
    }

    /** The rate of one benchmark, {@code Class.method} or {@code Class.method:param=value}, in one fork. */
    private static double run(String benchmark) throws RunnerException {
        String[] parts = benchmark.split("[:=]", 3);
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include(Pattern.quote("." + parts[0]) + "$")
                .forks(1)
                .verbosity(VerboseMode.SILENT);
        if (parts.length == 3) {
            options.param(parts[1], parts[2]);
        }
        Collection<RunResult> results = new Runner(options.build()).run();
        if (results.size() != 1) {
            throw new IllegalArgumentException(benchmark + " is " + results.size() + " benchmarks");
        }
        return results.iterator().next().getPrimaryResult().getScore();
    }
}
