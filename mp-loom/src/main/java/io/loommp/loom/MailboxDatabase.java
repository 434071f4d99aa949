package io.loommp.loom;

import io.loommp.database.Bounds;
import io.loommp.database.Request.Question;
import io.loommp.kernel.DatabaseView;
import io.loommp.kernel.Durations;
import io.loommp.kernel.FamilyFeed;
import io.loommp.kernel.LocalPort;
import io.loommp.kernel.NodeDatabase;
import io.loommp.kernel.Signal;
import io.loommp.kernel.TypedChanges;
import io.loommp.record.Protocol;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The database as the code of a port with a thread has it in its hands. */
final class MailboxDatabase extends DatabaseView implements ThreadDatabase {
    private final LocalPort port;
    private final Mailbox mailbox;

    MailboxDatabase(LocalPort port, Mailbox mailbox) {
        super(port.kernel(), port);
        this.port = port;
        this.mailbox = mailbox;
    }

    /** A question that waits for its answer, which comes as an entry of the port's own sequence. */
    private final class Read implements Signal.Source {
        private final Question question;
        private final String family;
        private volatile @Nullable Object answer; // written by who brings it, before its entry
        private volatile @Nullable String failure; // as well
        private boolean over; // the port's thread; nobody takes an answer that comes now

        Read(Question question, String family) {
            this.question = question;
            this.family = family;
        }

        @Nullable
        Object await(long timeoutNanos) {
            NodeDatabase.Query query = kernel().nodeDatabase().query(question, family, this::answered, this::failed);
            try {
                mailbox.receive(new Wanted.From(this, "what family " + family + " holds"), timeoutNanos);
                String why = failure;
                if (why != null) {
                    throw noAnswer(why);
                }
                return answer; // also one that comes in this very moment
            } finally {
                over = true;
                query.forget();
            }
        }

        private void answered(Object result) {
            answer = result;
            port.push(new Signal(this));
        }

        private void failed(String why) {
            failure = why;
            port.push(new Signal(this));
        }

        @Override
        public boolean isOver() {
            return over;
        }
    }

    private <T> T read(Question question, String family, Function<Object, T> made) {
        return made.apply(Objects.requireNonNull(ask(question, family, Mailbox.FOR_EVER)));
    }

    private <T> Optional<T> read(Question question, String family, Duration timeout, Function<Object, T> made) {
        return Optional.ofNullable(ask(question, family, Durations.nanos(timeout, "timeout")))
                .map(made);
    }

    private @Nullable Object ask(Question question, String family, long timeoutNanos) {
        Bounds.checkFamily(family);
        mailbox.checkOwner();
        mailbox.checkLive();
        return new Read(question, family).await(timeoutNanos);
    }

    @Override
    public Map<String, @Nullable Object> readFamily(String family) {
        return read(Question.FAMILY, family, DatabaseView::map);
    }

    @Override
    public Optional<Map<String, @Nullable Object>> readFamily(String family, Duration timeout) {
        return read(Question.FAMILY, family, timeout, DatabaseView::map);
    }

    @Override
    public List<String> readKeys(String family) {
        return read(Question.KEYS, family, DatabaseView::texts);
    }

    @Override
    public Optional<List<String>> readKeys(String family, Duration timeout) {
        return read(Question.KEYS, family, timeout, DatabaseView::texts);
    }

    @Override
    public List<@Nullable Object> readValues(String family) {
        return read(Question.VALUES, family, DatabaseView::list);
    }

    @Override
    public Optional<List<@Nullable Object>> readValues(String family, Duration timeout) {
        return read(Question.VALUES, family, timeout, DatabaseView::list);
    }

    @Override
    public Changes<@Nullable Object> changes(String family) {
        Bounds.checkFamily(family);
        return new OwnChanges<>(mailbox, FamilyFeed.<@Nullable Object>open(port, family, change -> change));
    }

    @Override
    public <T> Changes<T> changes(String family, Class<T> type) {
        Bounds.checkFamily(family);
        return new OwnChanges<>(mailbox, FamilyFeed.<T>open(port, family, new TypedChanges<>(Protocol.of(type))));
    }
}
