package io.loommp.spi;

/**
 * Bugs that a test can plant into a node, to see that they are found. A node has none of them unless its kernel is started
 * with some.
 */
public enum Planted {
    /** After a loss, messages flow again before the monitors have fired. */
    EPOCH_OPENS_BEFORE_MONITORS_FIRED,
    /** What waited for a connection is forgotten when there is one. */
    QUEUE_FORGOTTEN_AT_SWITCH,
    /** A monitor fires twice. */
    MONITOR_FIRES_TWICE,
    /** A node that is started again gives its ports the ids that it gave before. */
    PORT_IDS_REUSED,
    /** A monitor fires that was taken back. */
    FIRES_AFTER_UNMONITOR,
    /** At the bound of what may be on its way to a node one message is dropped, and not the link. */
    MESSAGE_DROPPED_AT_BOUND,
    /** The connection that was one too many delivers what came by it. */
    LOSING_CONNECTION_DELIVERS,
    /** The notice of a port's end overtakes what the port had sent. */
    NOTICE_OVERTAKES_DATA,
    /** What a node had in the database stays there when the node is lost. */
    LOST_NODE_STAYS_IN_DATABASE,
    /** Who watches the database is not told what changed while another global node took over. */
    CHANGE_OF_MASTER_HIDES_DIFFERENCE
}
