package io.loommp;

/**
 * A watch on a family of the database; it tells of each change, until it is cancelled or its port has ended.
 *
 * <p><b>Threads:</b> any. <b>Blocking:</b> never.
 */
public interface DatabaseMonitor {

    /** The family that is watched. */
    String family();

    /**
     * Ends the watch. When the port's own code calls it, the callback does not begin any more; when other code does, one may
     * be just beginning.
     *
     * @return false if it had ended before
     */
    boolean cancel();
}
