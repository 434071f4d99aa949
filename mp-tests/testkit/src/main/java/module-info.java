/** Fake time, probes and other help for testing code that is written on LoomMP. */
module io.loommp.testkit {
    requires transitive io.loommp.core;
    requires transitive io.loommp.loom;
    requires org.junit.jupiter.api;
    requires org.opentest4j;
    requires static com.google.errorprone.annotations;

    exports io.loommp.testkit;
}
