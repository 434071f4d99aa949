package io.loommp.testkit;

/** The contract of links, by those in memory. */
class MemoryLinkTest extends LinkContract {
    private final TestNetwork network = TestNetwork.inRealTime();

    @Override
    Two connect() {
        Two two = new Two(network.start("near"), network.start("far"));
        network.connect(two.near(), two.far());
        return two;
    }

    @Override
    void breakConnection() {
        network.reset(near, far);
    }

    @Override
    int breaks() {
        return 20;
    }

    @Override
    void disconnect() {
        network.close();
    }
}
