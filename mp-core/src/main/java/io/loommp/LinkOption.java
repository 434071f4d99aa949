package io.loommp;

/** How two ports are linked ({@link Self#link}), where that is not the usual: both ways, and for abnormal ends only. */
public enum LinkOption {
    /** The port that links ends with the other one; the other one does not end with it. */
    ONE_WAY,
    /** Normal ends count, too. */
    NORMAL_ENDS
}
