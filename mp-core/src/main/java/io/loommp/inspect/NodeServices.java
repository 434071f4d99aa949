package io.loommp.inspect;

import io.loommp.Elements;
import io.loommp.KillReason;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.Self;
import io.loommp.kernel.Kernel;
import io.loommp.kernel.LocalPort;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The node services of one node: functions that other nodes call, of which the owner of the node says which are offered.
 * Each request is a message to the node port, {@code [function, options, port]}; the answer goes to that port, which must be
 * one of the asking node.
 *
 * <p>Who may ask: every node that has the secret or a certificate. That is one domain of trust, which may end every port and
 * write the database anyway; what these services add is that it is seen what a node does. Whoever wants less switches them
 * off.
 *
 * <p><b>Threads:</b> any. The functions run in ports of their own, each one request after the other, and never on a thread of
 * the kernel.
 *
 * <p><b>Limits:</b> an answer has at most 500 ports or 1,000 families, and a text in it 200 characters; there are at most 16
 * streams of dead letters and 16 ports to measure with.
 */
public final class NodeServices implements AutoCloseable {
    private final Node node;
    private final List<Function> functions = new ArrayList<>(); // filled before anybody else knows of this
    private volatile Set<Inspection> offered; // written by whoever changes it

    private record Function(Inspection service, Served served, Port port) {}

    private NodeServices(Node node, Set<Inspection> offered) {
        this.node = node;
        this.offered = copy(offered);
    }

    /**
     * Has a node answer what the services consist of: those that are offered as they do, the others by saying that they are
     * switched off.
     *
     * @return to change what is offered
     * @throws IllegalArgumentException if the node is none of this runtime
     * @throws IllegalStateException if the node is closed, or exports a function of such a name already
     */
    public static NodeServices install(Node node, Set<Inspection> offered) {
        Kernel kernel = Kernel.of(node);
        NodeServices services = new NodeServices(node, offered);
        PortScan scan = new PortScan(kernel);
        try {
            services.add(Inspection.PORTS, List.of(new PortsFunction(scan), new PortFunction(node)));
            services.add(Inspection.STATISTICS, List.of(new StatisticsFunction(kernel)));
            services.add(Inspection.DEAD_LETTERS, List.of(new DeadLetterStreams(kernel)));
            services.add(Inspection.DATABASE, DatabaseFunctions.all(kernel));
            services.add(Inspection.BENCH, List.of(new BenchPorts()));
            services.add(Inspection.RESTART, List.of(new RestartFunction(kernel)));
        } catch (RuntimeException | Error e) {
            services.close();
            throw e;
        }
        return services;
    }

    private void add(Inspection service, List<? extends Served> served) {
        List<String> names = service.functions();
        for (int i = 0; i < names.size(); i++) {
            Served one = served.get(i);
            Port port = node.export(names.get(i), (self, args) -> call(service, one, self, args));
            functions.add(new Function(service, one, port));
            name(names.get(i), port);
        }
    }

    /** Whoever looks at the ports of the node is to see what this one is for. */
    private void name(String name, Port port) {
        try {
            node.register(name, port);
        } catch (IllegalStateException e) {
            // somebody has taken it; the function is found all the same
        }
    }

    private static Set<Inspection> copy(Collection<Inspection> services) {
        return services.isEmpty() ? EnumSet.noneOf(Inspection.class) : EnumSet.copyOf(services);
    }

    /** What is offered now. */
    public Set<Inspection> offered() {
        return copy(offered);
    }

    /**
     * Says how a node is started again, for who runs it in a process that somebody watches: without that, it refuses.
     *
     * @param restart has the node end and start again; soon, and does not wait for it
     */
    public static void onRestart(Node node, Runnable restart) {
        Kernel.of(node).restart(restart);
    }

    /** Offers these from now on, and no others: what goes on for others by means of one that is not among them ends. */
    public void offer(Set<Inspection> services) {
        offered = copy(services);
        functions.forEach(function -> {
            if (!services.contains(function.service)) {
                LocalPort port = LocalPort.of(function.port);
                port.enqueue(() -> stop(function));
            }
        });
    }

    private void stop(Function function) {
        if (!offered.contains(function.service)) {
            function.served.stop();
        }
    }

    private void call(Inspection service, Served served, Self self, List<@Nullable Object> args) {
        PortId asker = askerOf(self, args);
        try {
            if (!offered.contains(service)) {
                throw Refusal.off(node.id(), service);
            }
            Map<String, @Nullable Object> values =
                    served.serve(self, asker, new Options(args.getFirst(), served.known()));
            if (values != null) {
                Answer.ok(self, asker, values);
            }
        } catch (Refusal refusal) {
            Answer.refuse(self, asker, refusal);
        }
    }

    /** Answers go to a port of the asking node and nowhere else (security S23). */
    private static PortId askerOf(Self self, List<@Nullable Object> args) {
        PortId asker = args.size() == 2 ? Elements.port(args.get(1)) : null;
        if (asker == null || asker.isNodePort() || !asker.node().equals(self.origin())) {
            throw new IllegalArgumentException(
                    "a node service is asked by [function, options, port of the asking node]");
        }
        return asker;
    }

    /** Ends the services; they are as unknown as if they had never been installed. Does nothing when the node is closed. */
    @Override
    public void close() {
        functions.forEach(function -> function.port.kill(KillReason.normal()));
    }
}
