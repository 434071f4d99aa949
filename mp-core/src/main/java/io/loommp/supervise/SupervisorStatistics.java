package io.loommp.supervise;

/**
 * Numbers of one supervisor, without those of the trees below it.
 *
 * @param children how many children it keeps
 * @param running how many of them run
 * @param trees how many of them are trees
 * @param starts how many starts have succeeded
 * @param failedStarts how many have not
 * @param startsAnew how often it decided to start children anew; several together count once
 * @param startsAnewInPeriod how many of those count for the intensity now
 * @param startsAnewMax at how many it does not give up yet
 */
public record SupervisorStatistics(
        int children,
        int running,
        int trees,
        long starts,
        long failedStarts,
        long startsAnew,
        int startsAnewInPeriod,
        int startsAnewMax) {}
