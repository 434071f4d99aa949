package io.loommp.cli.doctor;

/* Java. That it is new enough is known, as this runs on it; whether a newer one would do better is said. */
final class JavaChecks {
    private static final String JAVA = "java";
    private static final int WITHOUT_PINNING = 24;

    private JavaChecks() {}

    static void run(Findings findings, Runtime.Version version, String home) {
        String found = version + " in " + home;
        if (pins(version)) {
            findings.warn(
                    JAVA,
                    found + "; here a port that waits within synchronized holds a thread of the system as long",
                    "Java %d or newer does without, if that matters: see JEP 491.".formatted(WITHOUT_PINNING));
        } else {
            findings.ok(JAVA, found);
        }
    }

    /** Whether a virtual thread that waits within synchronized holds its carrier. */
    static boolean pins(Runtime.Version version) {
        return version.feature() < WITHOUT_PINNING;
    }
}
