package io.loommp.loom;

import io.loommp.Address;
import io.loommp.Message;
import io.loommp.MessageHandler;
import io.loommp.PortId;
import io.loommp.RecordHandler;
import io.loommp.Ref;
import io.loommp.kernel.Durations;
import io.loommp.kernel.LocalPort;
import io.loommp.kernel.PortSelf;
import io.loommp.kernel.Question;
import io.loommp.record.Protocol;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What the code of a port with a thread holds in its hands. */
final class MailboxSelf extends PortSelf implements ThreadSelf {
    private final Mailbox mailbox;

    MailboxSelf(LocalPort port, Mailbox mailbox) {
        super(port);
        this.mailbox = mailbox;
    }

    private @Nullable Message receive(Wanted wanted, Duration timeout) {
        return mailbox.receive(wanted, Durations.nanos(timeout, "timeout"));
    }

    private Message receive(Wanted wanted) {
        Message found = mailbox.receive(wanted, Mailbox.FOR_EVER);
        assert found != null : "waited for ever and came back with nothing";
        return found;
    }

    private static Message or(@Nullable Message found, Message otherwise) {
        return found == null ? otherwise : found;
    }

    @Override
    public Message get() {
        return receive(Wanted.ANY);
    }

    @Override
    public Optional<Message> get(Duration timeout) {
        return Optional.ofNullable(receive(Wanted.ANY, timeout));
    }

    @Override
    public Message get(Duration timeout, Message otherwise) {
        return or(receive(Wanted.ANY, timeout), otherwise);
    }

    @Override
    public Message get(String tag) {
        return receive(new Wanted.Tag(tag));
    }

    @Override
    public Optional<Message> get(String tag, Duration timeout) {
        return Optional.ofNullable(receive(new Wanted.Tag(tag), timeout));
    }

    @Override
    public Message get(String tag, Duration timeout, Message otherwise) {
        return or(receive(new Wanted.Tag(tag), timeout), otherwise);
    }

    @Override
    public Message getCond(Predicate<? super Message> predicate) {
        return receive(new Wanted.Fitting(predicate));
    }

    @Override
    public Optional<Message> getCond(Predicate<? super Message> predicate, Duration timeout) {
        return Optional.ofNullable(receive(new Wanted.Fitting(predicate), timeout));
    }

    @Override
    public Message getCond(Predicate<? super Message> predicate, Duration timeout, Message otherwise) {
        return or(receive(new Wanted.Fitting(predicate), timeout), otherwise);
    }

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
                Question.ask(port(), target.id(), slot -> Protocol.messageOf(make.apply(slot)), mailbox::wakeOwner)) {
            mailbox.await(question.slot(), question.askedAt() + nanos);
            return question.reply(reply);
        }
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
