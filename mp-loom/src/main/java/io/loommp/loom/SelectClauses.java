package io.loommp.loom;

import io.loommp.DatabaseChange;
import io.loommp.Message;
import io.loommp.kernel.Durations;
import io.loommp.kernel.MessageEntry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The clauses of one select, and what one of them has taken. */
final class SelectClauses<R extends @Nullable Object> implements Select<R>, Wanted {
    private final Mailbox mailbox;
    private final List<Clause<?, R>> clauses = new ArrayList<>();
    private @Nullable Supplier<? extends R> afterwards;
    private long timeoutNanos = Mailbox.FOR_EVER;

    private @Nullable Supplier<R> chosen; // set by the match that has taken a message

    /** One alternative: what it takes, and what becomes of that. */
    private record Clause<T, R extends @Nullable Object>(Wanted wanted, Function<? super T, ? extends R> then) {
        Clause {
            Objects.requireNonNull(then, "then");
        }

        @SuppressWarnings("unchecked") // what the clause's own Wanted makes of a message is a T
        Supplier<R> act(Object taken) {
            return () -> then.apply((T) taken);
        }
    }

    SelectClauses(Mailbox mailbox) {
        this.mailbox = mailbox;
    }

    @Override
    public Select<R> on(String tag, Function<? super Message, ? extends R> then) {
        return add(new Wanted.Tag(tag), then);
    }

    @Override
    public <T> Select<R> on(Class<T> type, Function<? super T, ? extends R> then) {
        return add(Wanted.Typed.RECEIVE.get(type), then);
    }

    @Override
    public <T> Select<R> on(Channel<T> channel, Function<? super T, ? extends R> then) {
        return add(OwnChannel.of(channel, mailbox), then);
    }

    @Override
    public <T> Select<R> on(Request<T> request, Function<? super T, ? extends R> then) {
        OwnRequest<T> own = OwnRequest.of(request, mailbox);
        Objects.requireNonNull(then, "then");
        return add(own.wanted(), (Object outcome) -> then.apply(own.result()));
    }

    @Override
    public <V extends @Nullable Object> Select<R> on(
            Changes<V> changes, Function<? super DatabaseChange<V>, ? extends R> then) {
        return add(OwnChanges.of(changes, mailbox), then);
    }

    @Override
    public Select<R> when(Predicate<? super Message> predicate, Function<? super Message, ? extends R> then) {
        return add(new Wanted.Fitting(predicate), then);
    }

    @Override
    public Select<R> any(Function<? super Message, ? extends R> then) {
        return add(Wanted.Any.MESSAGE, then);
    }

    private <T> Select<R> add(Wanted wanted, Function<? super T, ? extends R> then) {
        clauses.add(new Clause<>(wanted, then));
        return this;
    }

    @Override
    public Select<R> after(Duration timeout, R value) {
        return after(timeout, (Supplier<R>) () -> value);
    }

    @Override
    public Select<R> after(Duration timeout, Supplier<? extends R> then) {
        if (afterwards != null) {
            throw new IllegalStateException("this select has a time limit already; the second is " + timeout);
        }
        timeoutNanos = Durations.nanos(timeout, "timeout");
        afterwards =
                Objects.requireNonNull(then, "a null here is taken for code; for null as the value write () -> null");
        return this;
    }

    /** Waits for what the clauses want, and acts. */
    R run() {
        if (clauses.isEmpty() && afterwards == null) {
            throw new IllegalArgumentException("a select without clauses and without a time limit would wait for ever");
        }
        Object found = mailbox.receive(this, timeoutNanos);
        Supplier<? extends R> act = found == null ? afterwards : chosen;
        assert act != null;
        return mailbox.insideReceive(act);
    }

    @Override
    public @Nullable Object match(MessageEntry entry) {
        for (Clause<?, R> clause : clauses) {
            Object taken = clause.wanted.match(entry);
            if (taken == Verdict.REFUSED) {
                return taken; // only a channel refuses, and what came there is for no other clause
            }
            if (taken != null) {
                chosen = clause.act(taken);
                return this;
            }
        }
        return null;
    }

    @Override
    public String what() {
        return clauses.stream().map(clause -> clause.wanted.what()).collect(Collectors.joining(" or "));
    }
}
