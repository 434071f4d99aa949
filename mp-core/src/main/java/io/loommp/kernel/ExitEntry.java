package io.loommp.kernel;

import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.record.Protocol;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** An exit that a port takes as a message, which is made when the runner comes to it. */
final class ExitEntry extends MessageEntry {
    private final KillReason.Exit exit;
    private final Function<? super KillReason.Exit, ?> notice;

    ExitEntry(KillReason.Exit exit, Function<? super KillReason.Exit, ?> notice) {
        super(null);
        this.exit = exit;
        this.notice = notice;
    }

    @Override
    public boolean callsCode() {
        return true;
    }

    @Override
    public Message open() {
        Object made = Objects.requireNonNull(notice.apply(exit), "what a port makes of an exit");
        Message message = Protocol.messageOf(made);
        message(message);
        return message;
    }

    @Override
    public @Nullable Message lost() {
        return null; // nobody sent it
    }
}
