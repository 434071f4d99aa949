package io.loommp.spi;

import io.loommp.PortId;

/** The work of a thread that runs a callback port for a while: so that whoever makes threads can say whose code one runs. */
public interface Activation extends Runnable {

    /** The port whose entries it executes. */
    PortId port();
}
