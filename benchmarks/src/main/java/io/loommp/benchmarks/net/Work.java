package io.loommp.benchmarks.net;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** What all sides do in the same way: the message, the times, the lines in which results are told. */
final class Work {
    /** What a message carries: 100 octets, one of which occurs nowhere else in what is said. */
    static final String PAYLOAD = payload(100);

    /** The octet by which a payload is counted. */
    static final byte MARK = '~';

    /** So often the clock is looked at. */
    static final int BATCH = 256;

    private Work() {}

    /** A payload of so many octets. */
    static String payload(int octets) {
        return "0123456789".repeat(octets / 10 + 1).substring(0, octets - 1) + (char) MARK;
    }

    static byte[] payload() {
        return PAYLOAD.getBytes(StandardCharsets.US_ASCII);
    }

    static long nanos(String seconds) {
        return (long) (Double.parseDouble(seconds) * 1e9);
    }

    /** Tells who started this process a figure. */
    static void tell(String what, double value) {
        System.out.printf(Locale.ROOT, "%s=%.2f%n", what, value);
    }

    static void tellRate(long count, long nanos) {
        tell("rate", count * 1e9 / nanos);
    }
}
