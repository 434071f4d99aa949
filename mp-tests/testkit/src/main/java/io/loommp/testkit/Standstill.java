package io.loommp.testkit;

import io.loommp.Address;
import io.loommp.PortId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link World} stands when nothing can run in it.
 *
 * @param time what time it is there, from zero on
 * @param waits the threads that have not ended, and what they wait for; callback ports have no thread while they are idle
 * @param circles the ports that wait for each other, "a waits for b, b waits for a"; only where the world tolerates it
 */
public record Standstill(Duration time, List<Wait> waits, List<String> circles) {

    /** Copies the lists. */
    public Standstill {
        waits = List.copyOf(waits);
        circles = List.copyOf(circles);
    }

    /**
     * A thread that waits.
     *
     * @param who whose code it runs, for people
     * @param port whose code it runs; null if it is the code of no port
     * @param what what it waits for, in words
     * @param waitsFor the port that has to act for it to go on; null where that is not one port alone
     */
    public record Wait(
            String who,
            @Nullable PortId port,
            String what,
            @Nullable PortId waitsFor) {
        @Override
        public String toString() {
            return who + " waits for " + what;
        }
    }

    /** What a port waits for, if its code waits. */
    public Optional<Wait> waitOf(Address port) {
        return waits.stream().filter(wait -> port.id().equals(wait.port())).findFirst();
    }

    @Override
    public String toString() {
        String listed = waits.stream().map(wait -> "\n    " + wait).collect(Collectors.joining());
        return "at " + time + (listed.isEmpty() ? " nothing waits" : " these wait:" + listed);
    }
}
