package io.loommp.testkit.sim;

import io.loommp.net.io.Connection;
import io.loommp.net.io.Loop;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/* A connection on its way: there, and back again. */
final class SimConnecting implements Loop.Connecting {
    private final SimHost host;
    private final SimNetwork network;
    private final SimLoop loop;
    private final InetSocketAddress address;
    private final Consumer<Connection> connected;
    private final Consumer<Throwable> failed;
    private @Nullable SimConnection near;
    private boolean over;

    SimConnecting(
            SimHost host,
            SimLoop loop,
            InetSocketAddress address,
            Consumer<Connection> connected,
            Consumer<Throwable> failed) {
        this.host = host;
        this.network = host.network();
        this.loop = loop;
        this.address = address;
        this.connected = connected;
        this.failed = failed;
    }

    void begin() {
        network.way(host.id(), network.hostAt(address)).send(0, this::arrive);
    }

    private void arrive() {
        if (host.isDown() || over) {
            return;
        }
        String there = network.hostAt(address);
        Way back = network.way(there, host.id());
        SimAcceptor acceptor = network.acceptorAt(address);
        if (acceptor == null || acceptor.host().refuses()) {
            network.answer(there, () -> back.send(0, () -> loop.execute(this::refused)));
            return;
        }
        SimConnection[] ends = SimConnection.pair(network, host, host.freshAddress(), acceptor.host(), address);
        SimConnection opened = ends[0];
        near = opened;
        acceptor.offer(ends[1]);
        back.send(0, () -> loop.execute(() -> established(opened)));
    }

    private void refused() {
        if (!over) {
            over = true;
            failed.accept(new ConnectException("Connection refused"));
        }
    }

    private void established(SimConnection opened) {
        if (!over) {
            over = true;
            connected.accept(opened);
        }
    }

    @Override
    public void cancel() {
        if (!over) {
            over = true;
            if (near != null) {
                near.close();
            }
        }
    }
}
