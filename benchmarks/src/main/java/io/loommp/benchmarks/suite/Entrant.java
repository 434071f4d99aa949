package io.loommp.benchmarks.suite;

import java.util.Map;

/**
 * Somebody who does a workload: LoomMP in one of its ways, or what it is compared with.
 *
 * @param name what the table calls it
 * @param turn has it do the work once, in processes of its own
 */
record Entrant(String name, Turn turn) {
    /** What begins the name of an entrant that is LoomMP. */
    static final String OWN = "LoomMP";

    boolean own() {
        return name.startsWith(OWN);
    }

    /** One turn. */
    @FunctionalInterface
    interface Turn {
        /** The figures by their keys. */
        Map<String, Double> measure(Length length) throws Exception;
    }
}
