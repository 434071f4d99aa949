package io.loommp;

/**
 * Anything that names one port, so that a port id, a {@link Port} or a {@link Self} can be given where a destination is
 * wanted.
 */
public interface Address {

    /** The id of the port that is named; constant. */
    PortId id();
}
