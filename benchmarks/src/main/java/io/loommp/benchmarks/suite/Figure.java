package io.loommp.benchmarks.suite;

/**
 * Something that is measured.
 *
 * @param key what programs call it
 * @param unit what stands behind the number
 * @param moreIsBetter whether the larger of two is the better one
 */
record Figure(String key, String unit, boolean moreIsBetter) {
    private static final String BYTES = "bytes";

    static Figure rate(String unit) {
        return new Figure("rate", unit, true);
    }

    /** Of memory, to which it does not matter who else uses the processors. */
    static Figure bytes() {
        return new Figure("bytes", BYTES, false);
    }

    boolean isTimed() {
        return !unit.equals(BYTES);
    }

    /** How much better the first is than the second: 2 if it is twice as fast, or half as large. */
    double advantage(double first, double second) {
        return moreIsBetter ? first / second : second / first;
    }
}
