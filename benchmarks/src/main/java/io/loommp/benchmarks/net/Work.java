package io.loommp.benchmarks.net;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** What all sides do in the same way: the message, the times, the lines in which results are told. */
final class Work {
    /** What a message carries: 100 octets, one of which occurs nowhere else in what is said. */
    static final String PAYLOAD = "0123456789".repeat(9) + "012345678~";

    /** The octet by which a payload is counted. */
    static final byte MARK = '~';

    /** So often the clock is looked at. */
    static final int BATCH = 256;

    private Work() {}

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
