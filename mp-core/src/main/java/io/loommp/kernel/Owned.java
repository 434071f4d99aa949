package io.loommp.kernel;

/** Something that a port holds and gives back when it ends. */
interface Owned {

    /** Gives it back; never blocks and runs no code of users. */
    void release();
}
