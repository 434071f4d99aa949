package io.loommp.loom.agent;

import java.time.Duration;

/**
 * Whether an agent whose sink threw is started anew, with the state it began with; what the bus has brought meanwhile waits
 * for it. An agent that was killed or deactivated is not.
 *
 * @param times how often at most
 * @param within in which time
 */
public record RestartPolicy(int times, Duration within) {

    /** @throws IllegalArgumentException if the number or the time is negative */
    public RestartPolicy {
        if (times < 0 || within.isNegative()) {
            throw new IllegalArgumentException(
                    "times and time of restarts must not be negative: %d, %s".formatted(times, within));
        }
    }

    /** It is not started anew. */
    public static RestartPolicy never() {
        return new RestartPolicy(0, Duration.ZERO);
    }

    /** It is, so many times within any such time. */
    public static RestartPolicy atMost(int times, Duration within) {
        return new RestartPolicy(times, within);
    }
}
