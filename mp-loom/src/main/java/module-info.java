/** Ports that are served by a virtual thread with a mailbox. */
module io.loommp.loom {
    requires transitive io.loommp.core;
    requires static com.google.errorprone.annotations;

    exports io.loommp.loom;
    exports io.loommp.loom.agent;
    exports io.loommp.server;

    opens io.loommp.server to
            io.loommp.core; // which makes its records
}
