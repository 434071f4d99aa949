package io.loommp.testkit.sim;

import java.util.ArrayDeque;
import java.util.function.BooleanSupplier;

/*
 * What lies between two hosts in one direction: how long things take, and whether they come through at all. What does not is
 * held, as TCP would send it again, and comes when the way is free again.
 */
final class Way {
    private static final long DELAY_NANOS = 200_000;

    private final SimNetwork network;
    private final ArrayDeque<Runnable> held = new ArrayDeque<>();
    private long delayMinNanos = DELAY_NANOS;
    private long delayMaxNanos = 2 * DELAY_NANOS;
    private boolean dark;
    private boolean clogged;

    Way(SimNetwork network) {
        this.network = network;
    }

    void delay(long minNanos, long maxNanos) {
        delayMinNanos = minNanos;
        delayMaxNanos = maxNanos;
    }

    /** Nothing comes through, and nobody hears of that. */
    void darken() {
        dark = true;
    }

    /** The receiver takes no octets; all else comes through. */
    void clog() {
        clogged = true;
    }

    void heal() {
        delay(DELAY_NANOS, 2 * DELAY_NANOS);
        dark = false;
        clogged = false;
        while (!held.isEmpty()) {
            send(0, held.remove());
        }
    }

    /** Whether nothing comes through. */
    boolean isDark() {
        return dark;
    }

    /** Sends something that needs no room. */
    long send(long notBefore, Runnable arrival) {
        return send(notBefore, () -> false, arrival);
    }

    /**
     * Sends something.
     *
     * @param notBefore it arrives at this time at the earliest
     * @param needsRoom whether the receiver's machine has to have room for it, asked when it comes there
     * @param arrival what it does when it arrives
     * @return when that is, if the way is free then
     */
    long send(long notBefore, BooleanSupplier needsRoom, Runnable arrival) {
        long delay = delayMinNanos + network.random().nextLong(delayMaxNanos - delayMinNanos + 1);
        long at = Math.max(notBefore, network.now() + delay);
        network.at(at, () -> arrive(needsRoom, arrival));
        return at;
    }

    private void arrive(BooleanSupplier needsRoom, Runnable arrival) {
        if (dark || (clogged && needsRoom.getAsBoolean())) {
            held.add(arrival);
        } else {
            arrival.run();
        }
    }
}
