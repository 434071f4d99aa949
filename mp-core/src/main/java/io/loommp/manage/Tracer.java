package io.loommp.manage;

/**
 * Who is told of what is traced.
 *
 * <p><b>Threads:</b> one at a time, of its own. <b>Failures:</b> one that throws is removed, which is told by
 * {@link Event.TracerFailed}.
 */
@FunctionalInterface
public interface Tracer {
    /**
     * Takes an event, or {@link Event.Dropped} in the place of those that came too fast; {@link Event.TraceTakeover} when
     * another tracer is put above it, and {@link Event.TraceDisabled} as the last when it is removed.
     */
    void on(Event event) throws Exception;
}
