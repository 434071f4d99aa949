package io.loommp.server;

import io.loommp.Address;
import io.loommp.MailboxBound;
import io.loommp.Message;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.Ref;
import io.loommp.loom.ThreadPorts;
import io.loommp.loom.ThreadSelf;
import io.loommp.record.Protocol;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletionStage;

/**
 * A port with a thread that answers calls and takes notices, one at a time, in order of arrival.
 *
 * <pre>{@code
 * Port stock = Server.start(node, server -> {
 *     Map<String, Integer> items = new TreeMap<>(); // the state: only this port's code sees it
 *     server.call(Take.class, take -> new Taken(items.merge(take.item(), -take.count(), Integer::sum)));
 *     server.notice(Put.class, put -> items.merge(put.item(), put.count(), Integer::sum));
 * });
 * self.send(stock, new Put("apple", 3));
 * Taken taken = Server.call(self, stock, Duration.ofSeconds(1), new Take("apple", 2));
 * }</pre>
 *
 * <p><b>Threads:</b> any, except where a method says otherwise.
 */
public final class Server {
    private Server() {}

    /** What a server does. */
    @FunctionalInterface
    public interface Setup {
        /**
         * Runs on the server's thread before it takes anything.
         *
         * @throws Exception ends the port with the reason {@code die}
         */
        void accept(ServerSetup server) throws Exception;
    }

    /** Something to do with what has come. */
    @FunctionalInterface
    public interface Handler<T> {
        /**
         * Does it, on the server's thread.
         *
         * @throws Exception ends the port with the reason {@code die}, but {@link Rejected} in a call
         */
        void handle(T what) throws Exception;
    }

    /** Something that makes the reply to a call. */
    @FunctionalInterface
    public interface Answer<C, R> {
        /**
         * Makes the reply, on the server's thread.
         *
         * @throws Rejected for the caller; the server goes on
         * @throws Exception ends the port with the reason {@code die}, and the call fails with it
         */
        R answer(C call) throws Exception;
    }

    /** Something that sees to it that a call is answered, now or later. */
    @FunctionalInterface
    public interface LaterAnswer<C, R> {
        /**
         * Answers, or keeps the caller for later; on the server's thread.
         *
         * @throws Rejected for the caller; the server goes on
         * @throws Exception ends the port with the reason {@code die}, and the call fails with it
         */
        void answer(C call, Caller<R> caller) throws Exception;
    }

    /**
     * Starts a server.
     *
     * @throws IllegalStateException if the node is closed
     */
    public static Port start(Node node, Setup setup) {
        Objects.requireNonNull(setup, "setup");
        return ThreadPorts.spawn(node, self -> run(self, setup));
    }

    /**
     * As {@link #start(Node, Setup)}, with a bound for what may wait.
     *
     * @throws IllegalStateException if the node is closed
     */
    public static Port start(Node node, MailboxBound bound, Setup setup) {
        Objects.requireNonNull(setup, "setup");
        return ThreadPorts.spawn(node, bound, self -> run(self, setup));
    }

    /** Makes a port that has a thread already serve, until it ends. <b>Threads:</b> the port's own thread. */
    public static void run(ThreadSelf self, Setup setup) throws Exception {
        ServerSetup server = new ServerSetup(self);
        setup.accept(server);
        server.serve();
    }

    /**
     * Calls a server and waits for the reply.
     *
     * <p><b>Threads:</b> the calling port's own thread. <b>Blocking:</b> until the reply or the timeout. A server that calls itself
     * waits for itself.
     *
     * @throws Rejected if the server refuses to answer
     * @throws io.loommp.AskFailed if it cannot answer, or does not in this time
     * @throws IllegalArgumentException if the call's class does not say what its reply is, or the timeout is negative
     */
    public static <R> R call(ThreadSelf self, Address server, Duration timeout, Call<R> question) {
        Protocol<R> reply = ReplyTypes.of(question);
        return ReplyTypes.read(self.ask(server, timeout, slot -> toMessage(question, slot)), reply, server.id());
    }

    /** Calls a server whose address says that it accepts such calls; see {@link #call(ThreadSelf, Address, Duration, Call)}. */
    public static <R, C extends Call<R>> R call(ThreadSelf self, Ref<? super C> server, Duration timeout, C question) {
        return call(self, server.id(), timeout, (Call<R>) question);
    }

    /**
     * Calls a server from anywhere.
     *
     * @return fails with what {@link #call(ThreadSelf, Address, Duration, Call)} throws
     */
    public static <R> CompletionStage<R> call(Node node, Address server, Duration timeout, Call<R> question) {
        Protocol<R> reply = ReplyTypes.of(question);
        return node.ask(server, timeout, slot -> toMessage(question, slot))
                .thenApply(message -> ReplyTypes.read(message, reply, server.id()));
    }

    private static Message toMessage(Call<?> question, PortId slot) {
        return Protocol.messageOf(question).with(slot);
    }
}
