package io.loommp.server;

import io.loommp.Address;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.loom.ThreadPorts;
import java.util.Objects;

/**
 * A port with a thread that is in one state at a time, and takes in each what belongs there. What does not belong to the
 * present state stays in the mailbox, in order, for a state that wants it: nothing has to be put back by hand.
 *
 * <pre>{@code
 * StateMachine<Door> door = StateMachine.start(node, LOCKED, machine -> {
 *     machine.in(LOCKED, s -> s.on(Unlock.class, u -> u.code() == 1234 ? Next.to(CLOSED) : Next.stay()));
 *     machine.in(CLOSED, s -> s
 *             .on(Open.class, o -> Next.to(OPEN))
 *             .after(Duration.ofSeconds(10), () -> Next.to(LOCKED)));
 *     machine.in(OPEN, s -> s.on(Shut.class, c -> Next.to(CLOSED)));
 * });
 * }</pre>
 *
 * <p><b>Threads:</b> any.
 *
 * @param <S> its states; an enum, mostly, or records that carry data. Compared by equality
 */
public final class StateMachine<S> implements Address {
    private final Port port;
    private final Holder<S> holder;

    /** The present state, written by the machine's thread. */
    static final class Holder<S> {
        volatile S state;

        Holder(S state) {
            this.state = state;
        }
    }

    /** What a machine does in its states. */
    @FunctionalInterface
    public interface Setup<S> {
        /**
         * Runs on the machine's thread before it enters its first state.
         *
         * @throws Exception ends the port with the reason {@code die}
         */
        void accept(MachineSetup<S> machine) throws Exception;
    }

    private StateMachine(Port port, Holder<S> holder) {
        this.port = port;
        this.holder = holder;
    }

    /**
     * Starts a machine in a state.
     *
     * @throws IllegalStateException if the node is closed
     */
    public static <S> StateMachine<S> start(Node node, S first, Setup<S> setup) {
        Objects.requireNonNull(setup, "setup");
        Holder<S> holder = new Holder<>(Objects.requireNonNull(first, "first"));
        Port port = ThreadPorts.spawn(node, self -> {
            MachineSetup<S> machine = new MachineSetup<>(self, holder);
            setup.accept(machine);
            machine.run();
        });
        return new StateMachine<>(port, holder);
    }

    /** Its port. */
    public Port port() {
        return port;
    }

    @Override
    public PortId id() {
        return port.id();
    }

    /** The state it is in, or was in when it ended. It may have left it when this returns. */
    public S state() {
        return holder.state;
    }

    @Override
    public String toString() {
        return port + " in state " + holder.state;
    }
}
