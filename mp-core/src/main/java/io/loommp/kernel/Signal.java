package io.loommp.kernel;

import io.loommp.Message;
import org.jspecify.annotations.Nullable;

/** The entry that tells the port's own receive that what it waits for is there; the source itself knows what that is. */
public final class Signal extends SideEntry {
    private static final Message NOTHING = Message.of();

    private final Source source;

    /** What a receive waits for. */
    public interface Source {
        /** Whether nobody waits for it any more; the port's own thread. */
        boolean isOver();
    }

    /** From this source. */
    public Signal(Source source) {
        super(NOTHING);
        this.source = source;
    }

    @Override
    public Object source() {
        return source;
    }

    @Override
    public boolean isWithdrawn() {
        return source.isOver();
    }

    @Override
    public boolean take() {
        return !source.isOver();
    }

    @Override
    public @Nullable Message lost() {
        return null; // nobody sent it
    }
}
