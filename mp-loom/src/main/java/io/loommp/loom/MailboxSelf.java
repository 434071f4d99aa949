package io.loommp.loom;

import io.loommp.Address;
import io.loommp.Message;
import io.loommp.MessageHandler;
import io.loommp.PortId;
import io.loommp.RecordHandler;
import io.loommp.Ref;
import io.loommp.kernel.AskingThread;
import io.loommp.kernel.Durations;
import io.loommp.kernel.LocalPort;
import io.loommp.kernel.PortSelf;
import io.loommp.kernel.Question;
import io.loommp.kernel.SideDoor;
import io.loommp.record.Protocol;
import io.loommp.spi.ConfinedTo;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What the code of a port with a thread holds in its hands. */
final class MailboxSelf extends PortSelf implements ThreadSelf {
    private final PortThread mailbox;

    @ConfinedTo("the port's own thread")
    private Wanted.@Nullable Tag lastTag; // most ports ask for one tag again and again

    @ConfinedTo("the port's own thread")
    private @Nullable AskingThread asker; // made for the first question

    MailboxSelf(LocalPort port, PortThread mailbox) {
        super(port);
        this.mailbox = mailbox;
    }

    // ---- receives ----

    private @Nullable Object receive(Wanted wanted, Duration timeout) {
        return mailbox.receive(wanted, Durations.nanos(timeout, "timeout"));
    }

    private Object receive(Wanted wanted) {
        Object found = mailbox.receive(wanted, Mailbox.FOR_EVER);
        assert found != null : "waited for ever and came back with nothing";
        return found;
    }

    private Message message(Wanted wanted) {
        return (Message) receive(wanted);
    }

    private Optional<Message> message(Wanted wanted, Duration timeout) {
        return Optional.ofNullable((Message) receive(wanted, timeout));
    }

    private Message message(Wanted wanted, Duration timeout, Message otherwise) {
        return or((Message) receive(wanted, timeout), otherwise);
    }

    private static <T> T or(@Nullable T found, T otherwise) {
        return found == null ? otherwise : found;
    }

    private Wanted tag(String tag) {
        mailbox.checkOwner();
        Wanted.Tag wanted = lastTag;
        if (wanted == null || !wanted.tag().equals(tag)) {
            wanted = new Wanted.Tag(tag);
            lastTag = wanted;
        }
        return wanted;
    }

    @Override
    public Message get() {
        return message(Wanted.Any.MESSAGE);
    }

    @Override
    public Optional<Message> get(Duration timeout) {
        return message(Wanted.Any.MESSAGE, timeout);
    }

    @Override
    public Message get(Duration timeout, Message otherwise) {
        return message(Wanted.Any.MESSAGE, timeout, otherwise);
    }

    @Override
    public Message get(String tag) {
        return message(tag(tag));
    }

    @Override
    public Optional<Message> get(String tag, Duration timeout) {
        return message(tag(tag), timeout);
    }

    @Override
    public Message get(String tag, Duration timeout, Message otherwise) {
        return message(tag(tag), timeout, otherwise);
    }

    @Override
    public Message getCond(Predicate<? super Message> predicate) {
        return message(new Wanted.Fitting(predicate));
    }

    @Override
    public Optional<Message> getCond(Predicate<? super Message> predicate, Duration timeout) {
        return message(new Wanted.Fitting(predicate), timeout);
    }

    @Override
    public Message getCond(Predicate<? super Message> predicate, Duration timeout, Message otherwise) {
        return message(new Wanted.Fitting(predicate), timeout, otherwise);
    }

    @Override
    public <T> T receive(Class<T> type) {
        return type.cast(receive(Wanted.Typed.RECEIVE.get(type)));
    }

    @Override
    public <T> Optional<T> receive(Class<T> type, Duration timeout) {
        return Optional.ofNullable(type.cast(receive(Wanted.Typed.RECEIVE.get(type), timeout)));
    }

    @Override
    public <T> T receive(Class<T> type, Duration timeout, T otherwise) {
        return or(type.cast(receive(Wanted.Typed.RECEIVE.get(type), timeout)), otherwise);
    }

    @Override
    public <T> T next(Class<T> type) {
        return type.cast(receive(Wanted.Typed.NEXT.get(type)));
    }

    @Override
    public <T> Optional<T> next(Class<T> type, Duration timeout) {
        return Optional.ofNullable(type.cast(receive(Wanted.Typed.NEXT.get(type), timeout)));
    }

    @Override
    public <T> T next(Class<T> type, Duration timeout, T otherwise) {
        return or(type.cast(receive(Wanted.Typed.NEXT.get(type), timeout)), otherwise);
    }

    @Override
    public <R extends @Nullable Object> R select(Consumer<? super Select<R>> clauses) {
        SelectClauses<R> select = new SelectClauses<>(mailbox);
        clauses.accept(select);
        return select.run();
    }

    @Override
    public ThreadDatabase database() {
        port().checkLive();
        return new MailboxDatabase(port(), mailbox);
    }

    @Override
    public <T> Channel<T> channel(Class<T> type) {
        return new OwnChannel<>(mailbox, SideDoor.open(port()), Protocol.of(type));
    }

    /** One more thing that ends a wait of this port. */
    Doorbell doorbell() {
        return new Doorbell(port(), mailbox);
    }

    // ---- questions ----

    @Override
    public Message ask(Address target, Duration timeout, Function<? super PortId, ?> question) {
        return ask(target, timeout, Protocol.of(Message.class), question);
    }

    @Override
    public <R> R ask(Address target, Duration timeout, Class<R> reply, Function<? super Ref<R>, ?> question) {
        return ask(target, timeout, Protocol.of(reply), slot -> question.apply(new Ref<>(slot)));
    }

    private <R> R ask(Address target, Duration timeout, Protocol<R> reply, Function<? super PortId, ?> make) {
        long nanos = Durations.nanos(timeout, "timeout");
        mailbox.checkOwner();
        port().checkLive();
        try (Question question =
                Question.askAndAwait(asker(), target.id(), slot -> Protocol.messageOf(make.apply(slot)))) {
            mailbox.await(question, question.askedAt() + nanos);
            return question.reply(reply);
        }
    }

    private AskingThread asker() {
        AskingThread made = asker;
        if (made == null) {
            made = new AskingThread(port(), mailbox::wakeOwner);
            asker = made;
        }
        return made;
    }

    @Override
    public Request<Message> request(Address target, Function<? super PortId, ?> question) {
        return request(target, Protocol.of(Message.class), slot -> Protocol.messageOf(question.apply(slot)));
    }

    @Override
    public <R> Request<R> request(Address target, Class<R> reply, Function<? super Ref<R>, ?> question) {
        return request(target, Protocol.of(reply), slot -> Protocol.messageOf(question.apply(new Ref<>(slot))));
    }

    private <R> Request<R> request(Address target, Protocol<R> reply, Function<? super PortId, Message> question) {
        mailbox.checkOwner();
        mailbox.checkLive();
        return new OwnRequest<>(port(), mailbox, target.id(), reply, question);
    }

    // ---- the rest ----

    @Override
    public <T extends @Nullable Object> T shield(Callable<T> code) throws Exception {
        return mailbox.shield(code);
    }

    @Override
    public void on(String tag, MessageHandler handler) {
        mailbox.checkOwner();
        port().on(Objects.requireNonNull(tag, "tag"), Objects.requireNonNull(handler, "handler"));
    }

    @Override
    public <T> void on(Class<T> type, RecordHandler<? super T> handler) {
        mailbox.checkOwner();
        port().on(Objects.requireNonNull(type, "type"), Objects.requireNonNull(handler, "handler"));
    }

    @Override
    public void off(Class<?> type) {
        mailbox.checkOwner();
        port().off(Objects.requireNonNull(type, "type"));
    }

    @Override
    public void off(String tag) {
        mailbox.checkOwner();
        port().on(Objects.requireNonNull(tag, "tag"), null);
    }
}
