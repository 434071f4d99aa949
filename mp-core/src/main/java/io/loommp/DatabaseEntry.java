package io.loommp;

/**
 * A key of the database that a node has set.
 *
 * <p><b>Threads:</b> any. <b>Blocking:</b> never.
 */
public interface DatabaseEntry extends AutoCloseable {

    /** The family it stands in. */
    String family();

    /** The key. */
    String key();

    /** Deletes the key, unless this node has set or deleted it again since. */
    @Override
    void close();
}
