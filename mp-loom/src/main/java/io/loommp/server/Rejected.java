package io.loommp.server;

/**
 * A server refuses to answer a call. Its handler throws it, and it is thrown where the call was made; the server goes on.
 */
public final class Rejected extends RuntimeException {
    static final String TAG = "rejected";

    private static final long serialVersionUID = 1L;

    /** @param why for the caller */
    public Rejected(String why) {
        super(why);
    }
}
