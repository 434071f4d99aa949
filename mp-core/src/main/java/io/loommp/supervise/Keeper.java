package io.loommp.supervise;

import io.loommp.Address;
import io.loommp.CallbackPort;
import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.PortId;
import io.loommp.Timer;
import io.loommp.kernel.Kernel;
import io.loommp.manage.Event;
import io.loommp.manage.Events;
import io.loommp.spi.ConfinedTo;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The hands of a supervisor: it does what the {@link Machine} decides, and tells it what came of that.
 *
 * <p><b>Threads:</b> the supervisor's port, except where a method says otherwise.
 */
final class Keeper {
    private final Supervisor supervisor;
    private final Kernel kernel;
    private final long origin;
    private final Machine machine;
    private final Brood brood = new Brood();
    private final Map<String, Incarnation> present = new HashMap<>(); // the newest of each child

    private final CompletableFuture<Supervisor> started = new CompletableFuture<>();
    private final Map<Long, CompletableFuture<ChildInfo>> requests = new ConcurrentHashMap<>();
    private final AtomicLong numbers = new AtomicLong();

    private volatile @Nullable KillReason over; // written by who is told of the supervisor's end
    private volatile List<ChildInfo> children; // written by the port, read by anybody
    private volatile SupervisorStatistics statistics; // the same

    private @Nullable CallbackPort self; // set before the port can run

    @ConfinedTo("the supervisor's port")
    private @Nullable Timer timer;

    @ConfinedTo("the supervisor's port")
    private long timerFor = Machine.NEVER;

    Keeper(Supervisor supervisor, Kernel kernel, Tree tree) {
        this.supervisor = supervisor;
        this.kernel = kernel;
        this.origin = kernel.timers().nanoTime();
        this.machine = new Machine(tree, kernel.config().grace().toNanos());
        this.children = shownChildren();
        this.statistics = machine.statistics(0);
    }

    /** What the supervisor's port makes of an exit. */
    private record Asked(KillReason.Exit reason) {}

    /** Sets up the supervisor's port. */
    void livesIn(CallbackPort port) {
        self = port;
        port.onMessage(this::take);
        port.trapExits(Asked::new);
    }

    private long now() {
        return kernel.timers().nanoTime() - origin;
    }

    /** An exit, which is a request to stop. Otherwise a supervisor is asked by calls, not by messages. */
    private void take(Message message) {
        if (message.content() instanceof Asked asked) {
            on(new Input.Shutdown(asked.reason()));
        } else {
            kernel.unreadable(supervisor.id(), message);
        }
    }

    // ---- in, and out ----

    void on(Input input) {
        if (kernel.isClosed()) {
            return; // all ends, and nothing is to be started for it
        }
        List<Act> acts = machine.on(input, now());
        setTimer(); // before anybody hears of what it is for
        show();
        acts.forEach(this::perform);
        show();
        acts.forEach(this::answer);
    }

    private void perform(Act act) {
        switch (act) {
            case Act.Start start -> start(start);
            case Act.AbortStart abort -> present(abort.child()).abort();
            case Act.Stop stop -> present(stop.child()).stop();
            case Act.Kill kill -> present(kill.child()).kill();
            case Act.SayStarted say -> started(say);
            case Act.SayNotStarted say -> notStarted(say);
            case Act.SayEnded say -> ended(say);
            case Act.SayStuck say -> stuck(say);
            case Act.SayGaveUp say -> {
                if (events().wants(Event.Kind.GAVE_UP)) {
                    events().publish(new Event.GaveUp(supervisor.id(), say.reason()));
                }
            }
            case Act.Forget forget -> present.remove(forget.child());
            case Act.Ready ready -> {}
            case Act.Done done -> {}
            case Act.Refuse refuse -> {}
            case Act.End end -> supervisor.endNow(end.reason());
        }
    }

    /** What others wait for, when everything can be seen from outside as it is now. */
    private void answer(Act act) {
        switch (act) {
            case Act.Ready ready -> later(() -> started.complete(supervisor));
            case Act.Done done -> {
                ChildInfo info = shown(done.child());
                answer(done.request(), request -> request.complete(info));
            }
            case Act.Refuse refuse ->
                answer(
                        refuse.request(),
                        request -> request.completeExceptionally(
                                refuse.mistaken()
                                        ? new IllegalArgumentException(refuse.text())
                                        : new IllegalStateException(refuse.text())));
            case Act.Forget forget -> {}
            case Act.Start start -> {}
            case Act.AbortStart abort -> {}
            case Act.Stop stop -> {}
            case Act.Kill kill -> {}
            case Act.SayStarted say -> {}
            case Act.SayNotStarted say -> {}
            case Act.SayEnded say -> {}
            case Act.SayStuck say -> {}
            case Act.SayGaveUp say -> {}
            case Act.End end -> {}
        }
    }

    private void start(Act.Start start) {
        Incarnation incarnation = new Incarnation(supervisor, kernel, start.child(), start.incarnation());
        present.put(incarnation.child(), incarnation);
        if (brood.add(incarnation)) {
            incarnation.start(start.attempt(), start.lastReason());
        }
    }

    private Incarnation present(String child) {
        Incarnation incarnation = present.get(child);
        if (incarnation == null) {
            throw new IllegalStateException("never started: " + child);
        }
        return incarnation;
    }

    private void setTimer() {
        long next = machine.nextTime();
        if (next == timerFor) {
            return;
        }
        timerFor = next;
        if (timer != null) {
            timer.cancel();
        }
        CallbackPort port = self;
        if (next != Machine.NEVER && port != null && supervisor.isLive()) {
            timer = port.after(Duration.ofNanos(Math.max(0, next - now())), () -> {
                timerFor = Machine.NEVER;
                on(new Input.Time());
            });
        }
    }

    // ---- what others see ----

    private void show() {
        children = shownChildren();
        statistics = machine.statistics(now());
    }

    private List<ChildInfo> shownChildren() {
        return machine.members().stream().map(this::shown).toList();
    }

    private ChildInfo shown(Member member) {
        Incarnation newest = member.isDown() ? null : present.get(member.name());
        Address address = newest == null || newest.number() != member.incarnation ? null : newest.address();
        ChildInfo before = member.seen;
        if (before != null && before.isStill(member.shown(), address, member.starts, member.lastReason)) {
            return before; // most of many children have not changed
        }
        ChildInfo info = new ChildInfo(
                member.name(),
                member.spec.lifetime(),
                member.shown(),
                address == null ? null : address.id(),
                member.starts,
                member.lastReason,
                address instanceof Supervisor below ? below : null);
        member.seen = info;
        return info;
    }

    /** Any thread. */
    List<ChildInfo> children() {
        return children;
    }

    /** Any thread. */
    SupervisorStatistics statistics() {
        return statistics;
    }

    private Events events() {
        return kernel.events();
    }

    private String pathOf(String child) {
        return supervisor.path() + '/' + child;
    }

    private void started(Act.SayStarted say) {
        PortId port = present(say.child()).port();
        if (port != null && events().wants(Event.Kind.CHILD_STARTED)) {
            events().publish(new Event.ChildStarted(supervisor.id(), pathOf(say.child()), port, say.starts()));
        }
    }

    private void notStarted(Act.SayNotStarted say) {
        if (events().wants(Event.Kind.CHILD_NOT_STARTED)) {
            Throwable cause = present(say.child()).cause();
            events().publish(new Event.ChildNotStarted(
                    supervisor.id(), pathOf(say.child()), say.reason(), delay(say.retryNanos()), cause));
        }
    }

    private void ended(Act.SayEnded say) {
        PortId port = present(say.child()).port();
        if (port != null && events().wants(Event.Kind.CHILD_ENDED)) {
            events().publish(new Event.ChildEnded(
                    supervisor.id(), pathOf(say.child()), port, say.reason(), say.asked(), delay(say.anewNanos())));
        }
    }

    private void stuck(Act.SayStuck say) {
        if (events().wants(Event.Kind.CHILD_STUCK)) {
            events().publish(new Event.ChildStuck(
                    supervisor.id(), pathOf(say.child()), present(say.child()).port()));
        }
    }

    private static @Nullable Duration delay(long nanos) {
        return nanos == Machine.NEVER ? null : Duration.ofNanos(nanos);
    }

    // ---- requests; any thread ----

    CompletionStage<Supervisor> started() {
        return started.minimalCompletionStage();
    }

    CompletionStage<ChildInfo> request(LongFunction<Input.Request> input) {
        long number = numbers.getAndIncrement();
        CompletableFuture<ChildInfo> request = new CompletableFuture<>();
        requests.put(number, request);
        Input.Request made = input.apply(number);
        supervisor.enter(() -> on(made));
        KillReason why = over;
        if (why != null) {
            answer(number, asked -> asked.completeExceptionally(ended(why))); // the supervisor may have ended before
        }
        return request.minimalCompletionStage();
    }

    private void answer(long number, Consumer<CompletableFuture<ChildInfo>> outcome) {
        CompletableFuture<ChildInfo> request = requests.remove(number);
        if (request != null) {
            later(() -> outcome.accept(request));
        }
    }

    private IllegalStateException ended(KillReason why) {
        return new IllegalStateException("supervisor \"%s\" has ended: %s".formatted(supervisor.name(), why));
    }

    /** On a thread of its own: what depends on it is code of users. */
    private void later(Runnable completion) {
        kernel.executor().execute(completion);
    }

    // ---- the end; any thread ----

    /** The supervisor's port has ended: so do its children, and nobody waits for it any more. */
    void over(KillReason why) {
        over = why;
        brood.close(why);
        later(() -> started.completeExceptionally(ended(why)));
        requests.keySet().forEach(number -> answer(number, asked -> asked.completeExceptionally(ended(why))));
    }

    void gone(Incarnation incarnation) {
        brood.remove(incarnation);
    }

    /** Done when the supervisor has ended and nothing of its children runs any more. */
    CompletionStage<Void> gone() {
        return brood.gone();
    }
}
