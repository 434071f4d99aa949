package io.loommp.kernel;

import io.loommp.Message;
import org.jspecify.annotations.Nullable;

/** A message of another node, accounted for until it is read. */
final class RemoteEntry extends MessageEntry {
    private final Unread.Account account;
    private final long weight;

    RemoteEntry(Message message, Unread.Account account, long weight) {
        super(message);
        this.account = account;
        this.weight = weight;
        account.add(weight);
    }

    @Override
    public boolean take() {
        account.release(weight);
        return true;
    }

    @Override
    @Nullable
    Message lost() {
        account.release(weight);
        return super.lost();
    }
}
