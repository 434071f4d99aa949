package io.loommp.kernel;

/** What can be watched and killed under a name of its own: a port, another address of one, or a reply slot. */
sealed interface Watchable permits LocalPort, SideDoor, ReplySlot {

    /** Adds one who is told of the end; false if that has come. */
    boolean watch(Watch watch);

    /** Takes it back. */
    void unwatch(Watch watch);
}
