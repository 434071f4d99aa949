package io.loommp.kernel;

import io.loommp.Message;
import io.loommp.record.Protocol;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A notice: a message that nobody sent, made by code of its receiver when that comes to it. */
abstract class LateEntry extends MessageEntry {
    private final LocalPort receiver;

    LateEntry(LocalPort receiver) {
        super(null);
        this.receiver = receiver;
    }

    /** What the receiver's code makes of the news: a message or record. */
    abstract @Nullable Object make();

    @Override
    public final boolean callsCode() {
        return true;
    }

    @Override
    public final @Nullable Message open() {
        if (isWithdrawn()) {
            return null;
        }
        Object content = Objects.requireNonNull(make(), "the notice of a monitor");
        Message made = receiver.kernel().asDelivered(Protocol.messageOf(content));
        message(made);
        return made;
    }

    @Override
    public final @Nullable Message lost() {
        return null; // nobody sent it
    }
}
