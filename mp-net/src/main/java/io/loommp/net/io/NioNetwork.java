package io.loommp.net.io;

import io.loommp.spi.Timers;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.Executor;

/** The network of this machine: each of its loops is a selector with a thread. */
public final class NioNetwork implements Network {
    private final Executor resolvers;
    private final Executor ownResolvers;
    private final Executor computers;

    /**
     * @param resolvers runs what waits for a name server, on platform threads: it would hold the carrier of a virtual one
     * @param ownResolvers as {@code resolvers}, for names that the node's owner has configured
     * @param computers runs what computes, on few platform threads: so that it leaves ports theirs
     */
    public NioNetwork(Executor resolvers, Executor ownResolvers, Executor computers) {
        this.resolvers = resolvers;
        this.ownResolvers = ownResolvers;
        this.computers = computers;
    }

    @Override
    public Loop start(String name, Timers timers, Runnable atEnd) throws IOException {
        return NioLoop.start(name, timers, resolvers, ownResolvers, computers, atEnd);
    }

    @Override
    public Acceptor listen(InetSocketAddress address) throws IOException {
        return NioAcceptor.listen(address);
    }
}
