package io.loommp.kernel;

import io.loommp.Message;
import org.jspecify.annotations.Nullable;

/** A message of another node, accounted for until it is read. */
final class RemoteEntry extends MessageEntry {
    private final Unread.Account account;
    private final long weight;
    private final @Nullable Room room;

    /** Books the message; {@code room} is that of a bounded port, which has let it in. */
    RemoteEntry(Message message, Unread.Account account, long weight, @Nullable Room room) {
        super(message);
        this.account = account;
        this.weight = weight;
        this.room = room;
        account.add(weight);
    }

    @Override
    public String origin() {
        return account.node();
    }

    @Override
    public boolean take() {
        release();
        return true;
    }

    @Override
    public @Nullable Message lost() {
        release();
        return super.lost();
    }

    private void release() {
        account.release(weight);
        if (room != null) {
            room.leave(account);
        }
    }
}
