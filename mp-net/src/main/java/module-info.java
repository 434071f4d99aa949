/** Nodes of a network: start, connect, close. */
@SuppressWarnings("module") // the test kit is built later
module io.loommp.net {
    requires transitive io.loommp.core;
    requires org.jctools.core.jdk11;
    requires org.slf4j;
    requires tools.jackson.core;
    requires static transitive org.jspecify;

    exports io.loommp.net;
    exports io.loommp.net.config;
    exports io.loommp.net.json;
    exports io.loommp.net.io to
            io.loommp.testkit;
}
