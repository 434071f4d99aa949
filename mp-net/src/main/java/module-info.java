/** Nodes of a network: start, connect, close. */
module io.loommp.net {
    requires transitive io.loommp.core;
    requires org.agrona;
    requires org.jctools.core.jdk11;
    requires org.slf4j;
    requires tools.jackson.core;
    requires static transitive org.jspecify;

    // javac refuses to export a package without a type, so this waits for the first one:
    // exports io.loommp.net;
}
