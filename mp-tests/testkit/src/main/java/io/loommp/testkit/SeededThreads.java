package io.loommp.testkit;

import java.lang.reflect.Constructor;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/* What the JDK does not offer and has all the same: virtual threads that run on an executor of ours. */
final class SeededThreads {
    private static final String BUILDER = "java.lang.ThreadBuilders$VirtualThreadBuilder";

    private static final @Nullable Constructor<?> CONSTRUCTOR;
    private static final String WHY_NOT;

    static {
        Constructor<?> found = null;
        String whyNot = "";
        try {
            Constructor<?> constructor = Class.forName(BUILDER).getDeclaredConstructor(Executor.class);
            if (constructor.trySetAccessible()) {
                found = constructor;
            } else {
                whyNot =
                        "java.base does not open java.lang to it; give the JVM of the tests --add-opens java.base/java.lang="
                                + ourModule();
            }
        } catch (ReflectiveOperationException e) {
            whyNot = "the virtual threads of Java " + Runtime.version() + " take no scheduler: " + BUILDER
                    + "(Executor) is missing";
        }
        CONSTRUCTOR = found;
        WHY_NOT = whyNot;
    }

    private SeededThreads() {}

    private static String ourModule() {
        Module module = SeededThreads.class.getModule();
        return module.isNamed() ? module.getName() : "ALL-UNNAMED";
    }

    /** Why there can be no such threads here; empty if there can. */
    static String whyNot() {
        return WHY_NOT;
    }

    /** A builder of virtual threads that run where this executor runs what it is given. */
    static Thread.Builder.OfVirtual runningOn(Executor scheduler) {
        if (CONSTRUCTOR == null) {
            throw new UnsupportedOperationException(WHY_NOT);
        }
        try {
            return (Thread.Builder.OfVirtual) CONSTRUCTOR.newInstance(scheduler);
        } catch (ReflectiveOperationException e) {
            throw new UnsupportedOperationException("no builder of virtual threads for " + scheduler, e);
        }
    }
}
