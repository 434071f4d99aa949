package io.loommp.net.io;

import io.loommp.spi.Timers;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;

/** The network of this machine: each of its loops is a selector with a thread. */
public final class NioNetwork implements Network {
    private final Executor resolvers;
    private final Executor ownResolvers;
    private final Executor computers;
    private final boolean busyPoll;

    /**
     * @param resolvers runs what waits for a name server, on platform threads: it would hold the carrier of a virtual one
     * @param ownResolvers as {@code resolvers}, for names that the node's owner has configured
     * @param computers runs what computes, on few platform threads: so that it leaves ports theirs
     * @param busyPoll whether loops look for what comes, as long as it comes soon, where they may
     */
    public NioNetwork(Executor resolvers, Executor ownResolvers, Executor computers, boolean busyPoll) {
        this.resolvers = resolvers;
        this.ownResolvers = ownResolvers;
        this.computers = computers;
        this.busyPoll = busyPoll;
    }

    @Override
    public Loop start(String name, Timers timers, BooleanSupplier mayPoll, Runnable atEnd) throws IOException {
        BooleanSupplier polls = busyPoll ? mayPoll : () -> false;
        NioLoop loop = new NioLoop(name, timers, resolvers, ownResolvers, computers, polls, atEnd);
        loop.start();
        return loop;
    }

    @Override
    public Acceptor listen(InetSocketAddress address) throws IOException {
        return NioAcceptor.listen(address);
    }
}
