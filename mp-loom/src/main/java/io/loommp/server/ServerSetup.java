package io.loommp.server;

import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.PortId;
import io.loommp.kernel.Durations;
import io.loommp.kernel.Kernel;
import io.loommp.loom.ThreadSelf;
import io.loommp.record.Protocol;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a server answers and takes, and its loop. Handlers are set when it starts; they may also be set later, by its own
 * code. The first that fits what has come handles it, and a second one for the same type is refused; what none takes is a
 * dead letter, unless {@link #other} takes it. So is a call that was sent without an address for the reply.
 *
 * <p><b>Threads:</b> the server's own thread.
 */
public final class ServerSetup {
    private final ThreadSelf self;
    private final List<Handler> handlers = new ArrayList<>();
    private final Set<Object> handled = new HashSet<>(); // the types and tags that have handlers
    private Server.@Nullable Handler<? super Message> other;
    private @Nullable Duration idleAfter;
    private @Nullable Runnable idle;
    private boolean stopping;

    /** Handles a message or says that it is not for it. */
    @FunctionalInterface
    private interface Handler {
        boolean handles(Message message) throws Exception;
    }

    ServerSetup(ThreadSelf self) {
        this.self = self;
    }

    /** The server's port: to send, to watch, to ask, to set timers. */
    public ThreadSelf self() {
        return self;
    }

    /**
     * Answers calls of a type at once.
     *
     * @throws IllegalArgumentException if the type cannot be that of calls, naming what is wrong
     */
    public <R, C extends Call<R>> ServerSetup call(Class<C> type, Server.Answer<? super C, ? extends R> answer) {
        Objects.requireNonNull(answer, "answer");
        return this.<R, C>callLater(type, (call, caller) -> caller.reply(answer.answer(call)));
    }

    /**
     * Takes calls of a type, and answers each when it likes.
     *
     * @throws IllegalArgumentException if the type cannot be that of calls, naming what is wrong
     */
    public <R, C extends Call<R>> ServerSetup callLater(Class<C> type, Server.LaterAnswer<? super C, R> answer) {
        Objects.requireNonNull(answer, "answer");
        ReplyTypes.check(type);
        handleOnce(type);
        Protocol<C> protocol = Protocol.of(type);
        handlers.add(message -> {
            int last = message.size() - 1;
            if (last < 1 || !protocol.tags().contains(message.tag()) || !isAddress(message.value(last))) {
                return false;
            }
            // without the last element: where an optional one is missing, the address must not be taken for it
            C call = protocol.read(Message.fromList(message.toList().subList(0, last)));
            if (call == null) {
                return false;
            }
            Caller<R> caller = new Caller<>(self, message.port(last));
            try {
                answer.answer(call, caller);
            } catch (Rejected e) {
                caller.reject(String.valueOf(e.getMessage()));
            }
            return true;
        });
        return this;
    }

    private static boolean isAddress(@Nullable Object value) {
        return value instanceof PortId || (value instanceof String text && text.indexOf('#') > 0);
    }

    /**
     * Takes notices of a type: records that want no answer.
     *
     * @throws IllegalArgumentException if the type cannot be that of messages, naming what is wrong, or is a {@link Call}
     * @throws IllegalStateException if there is a handler for it already
     */
    public <T> ServerSetup notice(Class<T> type, Server.Handler<? super T> handler) {
        Objects.requireNonNull(handler, "handler");
        if (Call.class.isAssignableFrom(type)) {
            throw new IllegalArgumentException(
                    type.getName() + " is a Call, and its caller wants a reply: take it by call or callLater");
        }
        handleOnce(type);
        Protocol<T> protocol = Protocol.of(type);
        handlers.add(message -> {
            T read = protocol.read(message);
            if (read == null) {
                return false;
            }
            handler.handle(read);
            return true;
        });
        return this;
    }

    /** Takes messages with a tag, as they are. */
    public ServerSetup notice(String tag, Server.Handler<? super Message> handler) {
        Objects.requireNonNull(handler, "handler");
        handleOnce(Objects.requireNonNull(tag, "tag"));
        handlers.add(message -> {
            if (!message.hasTag(tag)) {
                return false;
            }
            handler.handle(message);
            return true;
        });
        return this;
    }

    private void handleOnce(Object typeOrTag) {
        if (!handled.add(typeOrTag)) {
            throw new IllegalStateException("there is a handler already for " + typeOrTag);
        }
    }

    /** Takes what nothing else takes, instead of its becoming a dead letter. */
    public ServerSetup other(Server.Handler<? super Message> handler) {
        other = Objects.requireNonNull(handler, "handler");
        return this;
    }

    /**
     * Does something each time when nothing has come for so long.
     *
     * @throws IllegalArgumentException if the time is not positive
     */
    public ServerSetup idle(Duration after, Runnable action) {
        if (Durations.nanos(after, "after") == 0) {
            throw new IllegalArgumentException("after must be positive: " + after);
        }
        idleAfter = after;
        idle = Objects.requireNonNull(action, "action");
        return this;
    }

    /**
     * Does something when the server is asked to end ({@link io.loommp.Node#exit}), a supervisor's orderly stop for one: at its
     * turn among the messages, so what came before is done. Then the server ends, with the exit as its reason. Without this an
     * exit ends it at once, as any kill does.
     */
    public ServerSetup onExit(Server.Handler<? super KillReason.Exit> handler) {
        Objects.requireNonNull(handler, "handler");
        Protocol<ExitAsked> protocol = Protocol.of(ExitAsked.class);
        handlers.addFirst(message -> {
            ExitAsked asked = protocol.read(message);
            if (asked == null || !(asked.why instanceof KillReason.Exit exit)) {
                return false;
            }
            handler.handle(exit);
            self.untrapExits();
            self.kill(self, exit);
            stopping = true;
            return true;
        });
        self.trapExits(ExitAsked::new);
        return this;
    }

    /** What an exit becomes among the messages of a server. */
    record ExitAsked(KillReason why) {}

    /** Ends the server normally, once what it is doing now is done. */
    public void stop() {
        stopping = true;
    }

    void serve() throws Exception {
        while (!stopping) {
            Duration limit = idleAfter;
            Optional<Message> message = limit == null ? Optional.of(self.get()) : self.get(limit);
            if (message.isPresent()) {
                handle(message.get());
            } else if (idle != null) {
                idle.run();
            }
        }
    }

    private void handle(Message message) throws Exception {
        for (Handler handler : handlers) { // one that changes them handles the message, so it is the last to be asked
            if (handler.handles(message)) {
                return;
            }
        }
        if (other != null) {
            other.handle(message);
        } else {
            Kernel.of(self.node()).unreadable(self.id(), message);
        }
    }
}
