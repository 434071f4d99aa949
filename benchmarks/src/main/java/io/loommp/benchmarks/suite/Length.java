package io.loommp.benchmarks.suite;

import java.util.Locale;

/** How long a run is: the rounds, and how long each of them warms up and measures. */
enum Length {
    /** Shows that everything starts; its figures mean nothing. */
    SMOKE(1, 1, 0.1, 1, 0.1, 0.01),
    /** Half an hour for everything. */
    SHORT(3, 2, 1, 2, 0.6, 1),
    /** For figures that are written down. */
    LONG(5, 3, 2, 5, 1, 1);

    /** So many times as long two processes warm up, which compile what they do on the cores that else one has. */
    private static final double OF_TWO = 2.5;

    /** How often each entrant has its turn. */
    final int rounds;

    /** Iterations that do not count, in each virtual machine. */
    final int warmUps;

    /** How long each of them is. */
    final double warmUpSeconds;

    /** Iterations that count. */
    final int iterations;

    /** How long each of these is. */
    final double seconds;

    /** What part of the usual number of ports and the like is made. */
    final double part;

    Length(int rounds, int warmUps, double warmUpSeconds, int iterations, double seconds, double part) {
        this.rounds = rounds;
        this.warmUps = warmUps;
        this.warmUpSeconds = warmUpSeconds;
        this.iterations = iterations;
        this.seconds = seconds;
        this.part = part;
    }

    /** The seconds for which a program does not count. */
    String warmUpOfPrograms() {
        return Double.toString(warmUps * warmUpSeconds);
    }

    /** The seconds for which two programs do not count that work together. */
    String warmUpOfTwoPrograms() {
        return Double.toString(OF_TWO * warmUps * warmUpSeconds);
    }

    /** The seconds for which a program counts. */
    String timeOfPrograms() {
        return Double.toString(iterations * seconds);
    }

    /** A part of this number in a smoke run, else all of it. */
    int part(int whole) {
        return (int) Math.max(1, whole * part);
    }

    String title() {
        return name().toLowerCase(Locale.ROOT);
    }
}
