package io.loommp.kernel;

/** Something of the kernel's that a port has and gives back when it ends. */
interface Owned {

    /** Gives it back; never blocks and runs no code of users. */
    void release();
}
