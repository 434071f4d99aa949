/** Fake time, probes and other help for testing code that is written on LoomMP. */
module io.loommp.testkit {
    requires transitive io.loommp.core;
    requires transitive io.loommp.loom;
    requires transitive io.loommp.net;
    requires static transitive org.junit.jupiter.api; // for those who use LoomTest or World, and they have it
    requires static org.opentest4j;
    requires static com.google.errorprone.annotations;

    exports io.loommp.testkit;
    exports io.loommp.testkit.sim;
}
