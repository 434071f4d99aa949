package io.loommp.testkit;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.reflect.Constructor;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/*
 * What the JDK does not offer and has all the same: virtual threads that run on an executor of ours, and a look at those
 * that are about to enter a monitor.
 *
 * Since JDK 24 a virtual thread that waits for a monitor leaves its carrier, and a thread of the JDK brings it back some
 * time after the monitor was left. Three fields tell whether one is on its way, so that it can be awaited.
 */
final class SeededThreads {
    private static final String BUILDER = "java.lang.ThreadBuilders$VirtualThreadBuilder";

    private static final @Nullable Constructor<?> CONSTRUCTOR;
    private static final String WHY_NOT;
    private static final @Nullable VarHandle ON_WAITING_LIST = field("onWaitingList");
    private static final @Nullable VarHandle BLOCK_PERMIT = field("blockPermit");

    static {
        Constructor<?> found = null;
        String whyNot = "";
        try {
            Constructor<?> constructor = Class.forName(BUILDER).getDeclaredConstructor(Executor.class);
            if (constructor.trySetAccessible()) {
                found = constructor;
            } else {
                whyNot = "java.base does not open java.lang to it; give the JVM of the tests --add-opens java.base/java.lang="
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

    private static @Nullable VarHandle field(String name) {
        try {
            Class<?> threads = Class.forName("java.lang.VirtualThread");
            return MethodHandles.privateLookupIn(threads, MethodHandles.lookup())
                    .findVarHandle(threads, name, boolean.class);
        } catch (ReflectiveOperationException e) {
            return null; // before JDK 24 a thread that waits for a monitor keeps its carrier
        }
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

    /** Whether a thread that waits for a monitor is being brought back. */
    static boolean isComingBack(Thread thread) {
        return (ON_WAITING_LIST != null && (boolean) ON_WAITING_LIST.getVolatile(thread))
                || (BLOCK_PERMIT != null && (boolean) BLOCK_PERMIT.getVolatile(thread))
                || thread.getState() == Thread.State.RUNNABLE;
    }
}
