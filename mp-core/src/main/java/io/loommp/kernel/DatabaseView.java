package io.loommp.kernel;

import io.loommp.Address;
import io.loommp.Database;
import io.loommp.DatabaseChange;
import io.loommp.DatabaseEntry;
import io.loommp.DatabaseMonitor;
import io.loommp.Family;
import io.loommp.Message;
import io.loommp.database.Bounds;
import io.loommp.database.Request.Question;
import io.loommp.record.Protocol;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The database as a node, or one port of it, has it: names and values are checked here, and what is told runs as it should. */
public class DatabaseView implements Database {
    private final Kernel kernel;
    private final @Nullable LocalPort context;

    /** That of a port, in whose context callbacks run; with null that of the node. */
    protected DatabaseView(Kernel kernel, @Nullable LocalPort context) {
        this.kernel = kernel;
        this.context = context;
    }

    /** The node whose database it is. */
    protected final Kernel kernel() {
        return kernel;
    }

    private void checkLive() {
        if (context != null) {
            context.checkLive();
        }
    }

    @Override
    public DatabaseEntry set(String family, String key, @Nullable Object value) {
        return put(family, key, value);
    }

    private OwnEntry put(String family, String key, @Nullable Object value) {
        Bounds.checkFamily(family);
        Bounds.checkKey(key);
        Object plain = Travelled.of(Message.of(value)).value(0);
        Bounds.checkValue(key, plain);
        checkLive();
        OwnEntry entry = new OwnEntry(kernel.nodeDatabase(), family, key);
        kernel.nodeDatabase().set(entry, plain);
        return entry;
    }

    @Override
    public void delete(String family, String... keys) {
        Bounds.checkFamily(family);
        List<String> all = List.of(keys);
        all.forEach(Bounds::checkKey);
        checkLive();
        kernel.nodeDatabase().delete(family, all);
    }

    @Override
    public DatabaseEntry register(String family, Address port, @Nullable Object value) {
        OwnEntry entry = put(family, port.id().toString(), value);
        entry.until(kernel, port);
        return entry;
    }

    // ---- questions ----

    @Override
    public CompletionStage<Map<String, @Nullable Object>> family(String family) {
        return ask(Question.FAMILY, family, DatabaseView::map);
    }

    @Override
    public CompletionStage<List<String>> keys(String family) {
        return ask(Question.KEYS, family, DatabaseView::texts);
    }

    @Override
    public CompletionStage<List<@Nullable Object>> values(String family) {
        return ask(Question.VALUES, family, DatabaseView::list);
    }

    /** An answer that is a map. */
    @SuppressWarnings("unchecked") // the machine has looked
    protected static Map<String, @Nullable Object> map(Object answer) {
        return Collections.unmodifiableMap((Map<String, @Nullable Object>) answer);
    }

    /** An answer that is a list of values. */
    @SuppressWarnings("unchecked") // the machine has looked
    protected static List<@Nullable Object> list(Object answer) {
        return Collections.unmodifiableList((List<@Nullable Object>) answer);
    }

    /** An answer that is a list of keys. */
    @SuppressWarnings("unchecked") // the machine has looked
    protected static List<String> texts(Object answer) {
        return Collections.unmodifiableList((List<String>) answer);
    }

    private <T> CompletionStage<T> ask(Question question, String family, Function<Object, T> read) {
        Bounds.checkFamily(family);
        checkLive();
        CompletableFuture<T> stage = new CompletableFuture<>();
        var ignored = kernel.nodeDatabase()
                .query(
                        question,
                        family,
                        answer -> kernel.onThread(() -> stage.complete(read.apply(answer))),
                        why -> kernel.onThread(() -> stage.completeExceptionally(noAnswer(why))));
        return stage.minimalCompletionStage();
    }

    /** What a question is told that gets no answer. */
    protected final IllegalStateException noAnswer(String why) {
        return new IllegalStateException("the database gives no answer: " + why);
    }

    // ---- changes ----

    @Override
    public DatabaseMonitor monitor(String family, Consumer<? super DatabaseChange<@Nullable Object>> callback) {
        return monitor(family, change -> change, callback);
    }

    private <C> DatabaseMonitor monitor(
            String family, Function<DatabaseChange<@Nullable Object>, @Nullable C> read, Consumer<? super C> callback) {
        Bounds.checkFamily(family);
        Objects.requireNonNull(callback, "callback");
        checkLive();
        kernel.checkOpen();
        return FamilyWatch.start(kernel, context, family, read, callback);
    }

    @Override
    public <T> Family<T> family(String family, Class<T> type) {
        Bounds.checkFamily(family);
        return new Typed<>(family, Protocol.of(type));
    }

    private final class Typed<T> implements Family<T> {
        private final String family;
        private final Protocol<T> protocol;

        Typed(String family, Protocol<T> protocol) {
            this.family = family;
            this.protocol = protocol;
        }

        @Override
        public String name() {
            return family;
        }

        private List<@Nullable Object> value(T value) {
            return protocol.message(value).inListForm().toList();
        }

        @Override
        public DatabaseEntry set(String key, T value) {
            return DatabaseView.this.set(family, key, value(value));
        }

        @Override
        public void delete(String... keys) {
            DatabaseView.this.delete(family, keys);
        }

        @Override
        public DatabaseEntry register(Address port, T value) {
            return DatabaseView.this.register(family, port, value(value));
        }

        @Override
        public CompletionStage<Map<String, T>> entries() {
            return ask(Question.FAMILY, family, answer -> new TypedMap<>(map(answer), protocol));
        }

        @Override
        public DatabaseMonitor monitor(Consumer<? super DatabaseChange<T>> callback) {
            return DatabaseView.this.monitor(family, new TypedChanges<>(protocol), callback);
        }

        @Override
        public String toString() {
            return "family " + family + " of " + protocol.type().getSimpleName();
        }
    }
}
