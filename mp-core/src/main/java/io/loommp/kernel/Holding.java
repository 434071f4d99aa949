package io.loommp.kernel;

import io.loommp.Held;
import io.loommp.PortKilled;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A resource in the hands of a port. */
final class Holding<T extends AutoCloseable> implements Held<T> {
    /*
     * HELD, then GONE by the first of: given back, closed early, closed at the end of the port. `aborted` is beside that:
     * a close that hangs is aborted, and what was aborted is closed all the same.
     */
    private static final VarHandle GONE;

    static {
        try {
            GONE = MethodHandles.lookup().findVarHandle(Holding.class, "gone", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final LocalPort port;
    private final T resource;
    private final @Nullable Consumer<? super T> abort;

    @SuppressWarnings("UnusedVariable") // through its VarHandle
    private volatile boolean gone; // CAS by whoever takes it back or closes it

    private Holding(LocalPort port, T resource, @Nullable Consumer<? super T> abort) {
        this.port = port;
        this.resource = resource;
        this.abort = abort;
    }

    /**
     * Puts a resource into a port's hands.
     *
     * @throws PortKilled if the port has ended; the resource has been closed
     */
    static <T extends AutoCloseable> Held<T> by(LocalPort port, T resource, @Nullable Consumer<? super T> abort) {
        Holding<T> holding = new Holding<>(port, resource, abort);
        if (!port.belongings().add(holding)) {
            holding.closeAtEnd();
            port.checkLive();
        }
        return holding;
    }

    private boolean take() {
        return GONE.compareAndSet(this, false, true);
    }

    @Override
    public T value() {
        return resource;
    }

    @Override
    public boolean release() {
        boolean first = take();
        if (first) {
            port.belongings().remove(this);
        }
        return first;
    }

    @Override
    public void close() {
        try {
            closeFirst();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            throw new IllegalStateException("cannot close " + name(), e);
        }
    }

    /** Closes it because the port has ended. */
    void closeAtEnd() {
        try {
            closeFirst();
        } catch (Throwable t) {
            report(t);
        }
    }

    private void closeFirst() throws Exception {
        if (take()) {
            try {
                resource.close();
            } finally {
                port.belongings().remove(this); // only now: a close that hangs can be aborted
            }
        }
    }

    /** The port's code, or closing this, does not come back: does what was given for that case. */
    void abort() {
        if (abort != null) {
            try {
                abort.accept(resource);
            } catch (Throwable t) {
                report(t);
            }
        }
    }

    private void report(Throwable failure) {
        port.kernel().reports().closeFailed(port, name(), failure);
    }

    private String name() {
        String className = resource.getClass().getName();
        try {
            return resource.toString();
        } catch (RuntimeException | Error e) {
            return className; // code of users
        }
    }
}
