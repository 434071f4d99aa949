package io.loommp.benchmarks.peers;

/**
 * Somebody else who passes messages in this virtual machine. Each method does one unit of a workload and returns when it is
 * done; what takes long to make is made by the first call and kept.
 *
 * <p><b>Threads:</b> called from one platform thread. <b>Failures:</b> a peer that cannot do a workload throws {@link
 * UnsupportedOperationException}.
 */
public interface Peer extends AutoCloseable {
    /** One message between two, there and back, so many times. */
    default void pingPong(int trips) throws Exception {
        throw cannot("ping-pong");
    }

    /** So many messages to one receiver, an equal part of them from each of these senders; all at once. */
    default void stream(int senders, int messages) throws Exception {
        throw cannot("streams");
    }

    /** One token around a ring of so many. */
    default void ring(int members, int hops) throws Exception {
        throw cannot("rings");
    }

    /** So many are made, get a message, answer it and end. */
    default void lives(int count) throws Exception {
        throw cannot("ends");
    }

    /** So many questions and their answers, while so many unrelated messages wait where the answers come. */
    default void ask(int waiting, int questions) throws Exception {
        throw cannot("questions");
    }

    /** So many messages are received by their tags, always the last one of those that wait. */
    default void byTag(int messages) throws Exception {
        throw cannot("tags");
    }

    @Override
    default void close() {}

    private UnsupportedOperationException cannot(String what) {
        return new UnsupportedOperationException(getClass().getSimpleName() + " does no " + what);
    }

    /** Whether this was built with the peer of this name, which is that of its class. */
    static boolean isHere(String name) {
        try {
            Class.forName(className(name));
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    /** The peer of this name. */
    static Peer named(String name) throws ReflectiveOperationException {
        return Class.forName(className(name))
                .asSubclass(Peer.class)
                .getDeclaredConstructor()
                .newInstance();
    }

    private static String className(String name) {
        return Peer.class.getPackageName() + "." + name;
    }
}
