/** Nodes of a network: start, connect, close. */
module io.loommp.net {
    // "exports io.loommp.net" joins when that package has its first type: javac refuses to export an empty one.
    requires transitive io.loommp.core;
    requires org.agrona;
    requires org.jctools.core.jdk11;
    requires org.slf4j;
    requires tools.jackson.core;
    requires static transitive org.jspecify;
}
