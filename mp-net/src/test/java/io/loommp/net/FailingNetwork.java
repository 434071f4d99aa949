package io.loommp.net;

import io.loommp.net.io.Acceptor;
import io.loommp.net.io.Connection;
import io.loommp.net.io.Loop;
import io.loommp.net.io.Network;
import io.loommp.spi.KernelThread;
import io.loommp.spi.Timers;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A network whose accepted connections fail in a way that no network does, as a bug would. */
final class FailingNetwork implements Network {
    /** What may fail. */
    enum Step {
        READ,
        WRITE_OF_SENDER,
        CLOSE
    }

    private final Network network;
    private final AtomicReference<@Nullable Step> failing = new AtomicReference<>();

    FailingNetwork(Network network) {
        this.network = network;
    }

    /** The next of these steps fails, of whichever connection; a close does so when all is done. */
    void failOnce(Step step) {
        failing.set(step);
    }

    private void reach(Step step) {
        if (failing.compareAndSet(step, null)) {
            throw new StackOverflowError("a bug");
        }
    }

    @Override
    public Loop start(String name, Timers timers, BooleanSupplier mayPoll, Runnable atEnd) throws IOException {
        return network.start(name, timers, mayPoll, atEnd);
    }

    @Override
    public Acceptor listen(InetSocketAddress address) throws IOException {
        Acceptor acceptor = network.listen(address);
        return new Acceptor() {
            @Override
            public InetSocketAddress local() throws IOException {
                return acceptor.local();
            }

            @Override
            public void enter(Loop loop, Runnable ready) throws IOException {
                acceptor.enter(loop, ready);
            }

            @Override
            public @Nullable Connection accept() throws IOException {
                Connection accepted = acceptor.accept();
                return accepted == null ? null : new Failing(accepted);
            }

            @Override
            public void want(boolean accepting) {
                acceptor.want(accepting);
            }

            @Override
            public void close() {
                acceptor.close();
            }
        };
    }

    private final class Failing implements Connection {
        private final Connection connection;

        private Failing(Connection connection) {
            this.connection = connection;
        }

        @Override
        public InetSocketAddress remote() throws IOException {
            return connection.remote();
        }

        @Override
        public void enter(Loop loop, Client client) throws IOException {
            connection.enter(loop, client);
        }

        @Override
        public void leave() {
            connection.leave();
        }

        @Override
        public void want(boolean reading, boolean writing) {
            connection.want(reading, writing);
        }

        @Override
        public int read(ByteBuffer into) throws IOException {
            reach(Step.READ);
            return connection.read(into);
        }

        @Override
        public int write(ByteBuffer from) throws IOException {
            if (!KernelThread.isCurrent()) {
                reach(Step.WRITE_OF_SENDER);
            }
            return connection.write(from);
        }

        @Override
        public boolean isWritableFromAnywhere() {
            return connection.isWritableFromAnywhere();
        }

        @Override
        public void shutdownOutput() throws IOException {
            connection.shutdownOutput();
        }

        @Override
        public void close() {
            connection.close();
            reach(Step.CLOSE);
        }
    }
}
