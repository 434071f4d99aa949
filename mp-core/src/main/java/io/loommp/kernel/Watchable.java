package io.loommp.kernel;

/** What other nodes can watch: a port, or a reply slot. */
interface Watchable {

    /** Adds one who is told of the end; false if that has come. */
    boolean watch(Watch watch);

    /** Takes it back. */
    void unwatch(Watch watch);
}
