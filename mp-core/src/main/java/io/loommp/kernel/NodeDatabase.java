package io.loommp.kernel;

import io.loommp.DatabaseChange;
import io.loommp.Message;
import io.loommp.Timer;
import io.loommp.database.DatabaseMachine;
import io.loommp.database.Output;
import io.loommp.database.Request;
import io.loommp.manage.LogText;
import io.loommp.manage.RateLimit;
import io.loommp.spi.ConfinedTo;
import io.loommp.spi.Directory;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The database of a node at work: hands one input after the other to its machine, and does what that says.
 *
 * <p><b>Threads:</b> any. <b>Blocking:</b> never. What it tells it tells on the thread that happens to be at work: no code of
 * users may run there.
 */
public final class NodeDatabase implements Directory {
    private static final Logger LOG = LoggerFactory.getLogger("io.loommp.node");
    private static final int LOOK_UPS_MAX = 10_000;
    private static final int LINES_PER_SECOND = 10;

    private final Kernel kernel;
    private final RateLimit lines;
    private final Sequencer sequencer;
    private volatile boolean alone = true; // written by who starts the node

    @ConfinedTo("the sequencer")
    private final DatabaseMachine machine;

    @ConfinedTo("the sequencer")
    private final ArrayDeque<Output> outputs = new ArrayDeque<>();

    @ConfinedTo("the sequencer")
    private final Map<Long, Subscription> subscriptions = new HashMap<>();

    @ConfinedTo("the sequencer")
    private final Map<Long, Query> queries = new HashMap<>();

    @ConfinedTo("the sequencer")
    private final Map<String, Consumer<List<String>>> lookUps = new LinkedHashMap<>();

    @ConfinedTo("the sequencer")
    private final Map<Name, OwnEntry> entries = new HashMap<>();

    @ConfinedTo("the sequencer")
    private @Nullable Timer alarm;

    @ConfinedTo("the sequencer")
    private long alarmFor = Long.MAX_VALUE;

    @ConfinedTo("the sequencer")
    private @Nullable String toldMaster;

    @ConfinedTo("the sequencer")
    private boolean left;

    @ConfinedTo("the sequencer")
    private boolean closed;

    private record Name(String family, String key) {}

    /** Somebody who is told of the changes of a family, once he has begun to be. */
    public final class Subscription {
        private final String family;
        private final Consumer<? super DatabaseChange<@Nullable Object>> told;
        private final AtomicBoolean over = new AtomicBoolean();

        @ConfinedTo("the sequencer")
        private long id;

        private Subscription(String family, Consumer<? super DatabaseChange<@Nullable Object>> told) {
            this.family = family;
            this.told = told;
        }

        /** The family. */
        public String family() {
            return family;
        }

        /** Begins, unless it has been ended. */
        public void begin() {
            use(() -> {
                if (!isOver()) {
                    id = machine.subscribe(family);
                    subscriptions.put(id, this);
                }
            });
        }

        /** Whether it has been ended. */
        public boolean isOver() {
            return over.get();
        }

        /** Ends it: nobody is told any more, but for one who is being told just now. False if it was ended before. */
        public boolean end() {
            boolean first = over.compareAndSet(false, true);
            if (first) {
                submit(() -> {
                    if (subscriptions.remove(id) != null) {
                        machine.unsubscribe(id);
                    }
                });
            }
            return first;
        }
    }

    /** Somebody who waits for an answer. */
    public final class Query {
        private final Consumer<Object> answered;
        private final Consumer<String> failed;

        @ConfinedTo("the sequencer")
        private long id;

        private Query(Consumer<Object> answered, Consumer<String> failed) {
            this.answered = answered;
            this.failed = failed;
        }

        /** He does not wait any more. */
        public void forget() {
            submit(() -> {
                if (queries.remove(id) != null) {
                    machine.forget(id);
                }
            });
        }
    }

    NodeDatabase(Kernel kernel) {
        this.kernel = kernel;
        this.lines = new RateLimit(LINES_PER_SECOND, kernel.timers()::nanoTime);
        this.sequencer = new Sequencer(kernel.executor(), this::guarded, kernel.timers()::nanoTime);
        long retryMax = Durations.nanos(kernel.config().connectTimeout(), "connectTimeout");
        this.machine = new DatabaseMachine(
                DatabaseMachine.Settings.of(kernel.id(), retryMax)
                        .withPlanted(kernel.config().planted()),
                new SplittableRandom(kernel.id().hashCode()), // for nodes not to do all at once
                this::output,
                this::hasRoom);
    }

    // ---- one after the other ----

    private void submit(Runnable input) {
        sequencer.run(input);
    }

    @ConfinedTo("the sequencer")
    private void guarded(Runnable input) {
        guardedStep(() -> {
            machine.advance(kernel.timers().nanoTime());
            input.run();
        });
        for (Output next = outputs.poll(); next != null; next = outputs.poll()) {
            Output output = next;
            guardedStep(() -> perform(output));
        }
        guardedStep(this::setAlarm);
        guardedStep(this::tellRole);
    }

    /** One step that fails, as there is no thread for instance, must not keep the others from being done. */
    @ConfinedTo("the sequencer")
    private static void guardedStep(Runnable step) {
        try {
            step.run();
        } catch (Throwable t) {
            LOG.error("the database could not do all that it had to", t);
        }
    }

    /** What AnyEvent::MP tells (aemp.md 12.1). */
    @ConfinedTo("the sequencer")
    private void tellRole() {
        String master = machine.master();
        if (!Objects.equals(master, toldMaster)) {
            toldMaster = master;
            if (machine.isGlobal() && kernel.id().equals(master)) {
                LOG.info("{}: starting global service.", kernel.id());
            } else if (master != null) {
                LOG.debug("{}: new master node: {}.", kernel.id(), LogText.escape(master));
            }
        }
    }

    @ConfinedTo("the sequencer")
    private void setAlarm() {
        long next = machine.nextNanos();
        if (next != alarmFor) {
            if (alarm != null) {
                alarm.cancel();
                alarm = null;
            }
            alarmFor = next;
            if (next != Long.MAX_VALUE && !closed) {
                alarm = kernel.timers().at(next, () -> submit(() -> alarmFor = Long.MAX_VALUE)); // set anew in any case
            }
        }
    }

    /** What is sent goes at once, so that it shows when a node takes no more; all else when the machine has decided. */
    @ConfinedTo("the sequencer")
    private void output(Output output) {
        if (output instanceof Output.Send send) {
            send(send.node(), send.request());
        } else {
            outputs.add(output);
        }
    }

    @ConfinedTo("the sequencer")
    private boolean hasRoom(String node) {
        return !kernel.peers().isCrowded(node, () -> elsewhere(() -> submit(() -> machine.roomFor(node))));
    }

    private void elsewhere(Runnable task) {
        try {
            kernel.executor().execute(task);
        } catch (Throwable t) { // no thread, for instance
            task.run();
        }
    }

    @ConfinedTo("the sequencer")
    private void perform(Output output) {
        switch (output) {
            case Output.Send send -> send(send.node(), send.request());
            case Output.Connect connect -> {
                if (!closed) {
                    kernel.peers().connect(connect.node());
                }
            }
            case Output.Changed changed -> {
                Subscription subscription = subscriptions.get(changed.subscription());
                if (subscription != null && !subscription.isOver()) {
                    subscription.told.accept(changed.change());
                }
            }
            case Output.Answered answered -> {
                Query query = queries.remove(answered.query());
                if (query != null) {
                    query.answered.accept(answered.result());
                }
            }
            case Output.Failed failed -> {
                Query query = queries.remove(failed.query());
                if (query != null) {
                    query.failed.accept(failed.why());
                }
            }
            case Output.Located located -> {
                Consumer<List<String>> asker = lookUps.remove(located.node());
                if (asker != null) {
                    asker.accept(located.addresses());
                }
            }
            case Output.Overloaded overloaded -> kernel.peers().close(overloaded.node(), "overloaded");
            case Output.Refused refused -> kernel.reports().ignored(refused.node(), refused.what());
        }
    }

    private void send(String node, Message request) {
        try {
            kernel.peers().tell(node, request);
        } catch (IllegalArgumentException e) {
            lines.run( // whoever asks for too much at once may do so again and again
                    NodeDatabase.class,
                    more -> LOG.warn(
                            "{} could not be told of the database: {}{}", LogText.escape(node), e.getMessage(), more));
            if (request.hasTag("g_reply") && request.value(2) != null) {
                send(
                        node,
                        Message.of("g_reply", request.value(1), null)); // it is asked for in one piece, and is too long
            }
        }
    }

    // ---- users ----

    private void use(Runnable input) {
        kernel.checkOpen();
        submit(() -> {
            if (alone && !machine.isGlobal()) {
                machine.metItself();
            }
            input.run();
        });
    }

    /** Sets a key; the value is of plain elements. */
    void set(OwnEntry entry, @Nullable Object value) {
        use(() -> {
            if (left) {
                entry.forget();
                return;
            }
            forgotten(entries.put(new Name(entry.family(), entry.key()), entry));
            machine.set(entry.family(), entry.key(), value);
        });
    }

    private static void forgotten(@Nullable OwnEntry entry) {
        if (entry != null) {
            entry.forget();
        }
    }

    /** Deletes what was set, unless it has been set again since. */
    void delete(OwnEntry entry) {
        submit(() -> {
            if (entries.remove(new Name(entry.family(), entry.key()), entry)) {
                machine.delete(entry.family(), List.of(entry.key()));
            }
        });
    }

    /** Deletes keys. */
    void delete(String family, List<String> keys) {
        use(() -> {
            keys.forEach(key -> forgotten(entries.remove(new Name(family, key))));
            machine.delete(family, keys);
        });
    }

    /** Asks something about a family. {@code failed} is told why, instead of the other, when there will be no answer. */
    public Query query(Request.Question question, String family, Consumer<Object> answered, Consumer<String> failed) {
        Query query = new Query(answered, failed);
        use(() -> {
            if (closed) {
                failed.accept("node " + kernel.id() + " is closed");
                return;
            }
            query.id = machine.query(question, family);
            queries.put(query.id, query);
        });
        return query;
    }

    /** What this node can say of the whole database; see {@link DatabaseMachine#overview}. */
    public void overview(String after, int limit, Consumer<DatabaseMachine.Overview> told) {
        use(() -> told.accept(machine.overview(after, limit)));
    }

    /** Which of these keys this node has set, at this point in the order of what it is told. */
    public void own(String family, List<String> keys, Consumer<List<String>> told) {
        use(() -> told.accept(machine.own(family, keys)));
    }

    /** A subscription to a family, yet to begin. */
    public Subscription subscription(String family, Consumer<? super DatabaseChange<@Nullable Object>> told) {
        return new Subscription(family, told);
    }

    // ---- the transport ----

    /** The node is in a network: it is not its own master by itself. */
    void inNetwork() {
        alone = false;
    }

    /** For who starts a node: it has no seeds to look for a master among, so it is its own once it uses its database. */
    public void withoutSeeds() {
        alone = true;
    }

    /** For who starts a node: whether it becomes a global one, which holds the database, when another node asks it to. */
    public void globalOnRequest(boolean may) {
        submit(() -> machine.globalOnRequest(may));
    }

    @Override
    public void lookUp(String node, Consumer<List<String>> answer) {
        submit(() -> {
            lookUps.put(node, answer); // in the place of an earlier one, whose asker has asked again
            if (lookUps.size() > LOOK_UPS_MAX) {
                lookUps.remove(lookUps.keySet().iterator().next());
            }
            machine.lookUp(node);
        });
    }

    @Override
    public void listensOn(List<String> addresses) {
        List<String> copy = List.copyOf(addresses);
        submit(() -> machine.listensOn(copy));
    }

    @Override
    public void metSeed(String node) {
        submit(() -> machine.metSeed(node));
    }

    /** As {@link #metSeed}, for a transport that dials no seeds by itself: it is connected to when the database is used. */
    public void metSeedOnDemand(String node) {
        submit(() -> machine.metSeedOnDemand(node));
    }

    @Override
    public void metItself() {
        submit(machine::metItself);
    }

    void linkUp(String node) {
        submit(() -> machine.linkUp(node));
    }

    void linkDown(String node) {
        submit(() -> machine.linkDown(node));
    }

    /** A request of another node, which is booked as unread until it has its turn. */
    void request(Asker.There asker, Message request) {
        asker.account().add(asker.weight());
        submit(() -> {
            asker.account().release(asker.weight());
            if (!machine.request(asker.node(), request)) {
                kernel.reports().ignored(asker.node(), request.tag());
            }
        });
    }

    // ---- the end ----

    /** Deletes all that this node has set, so that nobody finds it any more; what it sets from now on is not taken. */
    void leave() {
        submit(() -> {
            left = true;
            entries.forEach((name, entry) -> {
                entry.forget();
                machine.delete(name.family(), List.of(name.key()));
            });
            entries.clear();
            machine.listensNowhere();
        });
    }

    /** The node has closed: who waits for an answer is told that there is none. */
    void close() {
        submit(() -> {
            closed = true;
            List<Query> open = List.copyOf(queries.values());
            queries.clear();
            open.forEach(query -> query.failed.accept("node " + kernel.id() + " is closed"));
        });
    }
}
