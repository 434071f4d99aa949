/** Ports, messages, monitors and the kernel that routes between them; no threads of mailboxes, no sockets, no JSON. */
@SuppressWarnings("module") // the modules that the kernel is exported to are built after this one
module io.loommp.core {
    requires transitive org.slf4j;
    requires transitive org.jspecify; // also at run time: a component of a record may be @Nullable
    requires static com.google.errorprone.annotations;
    requires jdk.jfr;
    requires org.jctools.core.jdk11;

    uses io.loommp.service.NodeService;
    uses io.loommp.spi.Functions;

    exports io.loommp;
    exports io.loommp.record;
    exports io.loommp.spi;
    exports io.loommp.manage;
    exports io.loommp.local;
    exports io.loommp.supervise;
    exports io.loommp.inspect;
    exports io.loommp.service;
    exports io.loommp.database to
            io.loommp.loom,
            io.loommp.net,
            io.loommp.testkit;
    exports io.loommp.kernel to
            io.loommp.loom,
            io.loommp.net,
            io.loommp.testkit;
}
