package io.loommp.testkit;

import org.opentest4j.TestAbortedException;

/* Skips a test, where there is JUnit to skip it. Nothing else of World may name its classes: that works without them. */
final class Skip {
    private Skip() {}

    /** What has JUnit skip the test; without JUnit an {@link IllegalStateException}. */
    static RuntimeException because(String why) {
        try {
            return Aborted.because(why);
        } catch (NoClassDefFoundError e) {
            return new IllegalStateException(why);
        }
    }

    /** Whether JUnit takes this for a skip. */
    static boolean isOne(RuntimeException thrown) {
        try {
            return thrown instanceof TestAbortedException;
        } catch (NoClassDefFoundError e) {
            return false;
        }
    }

    /* A class of its own, which cannot be linked without JUnit. */
    private static final class Aborted {
        static RuntimeException because(String why) {
            return new TestAbortedException(why);
        }
    }
}
