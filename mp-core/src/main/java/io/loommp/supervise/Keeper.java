package io.loommp.supervise;

import io.loommp.Address;
import io.loommp.CallbackPort;
import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.Timer;
import io.loommp.kernel.Kernel;
import io.loommp.spi.ConfinedTo;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
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

    private final Requests requests;
    private final Reports reports;

    private volatile List<ChildInfo> children; // written by the port, read by anybody
    private volatile LongFunction<SupervisorStatistics> statistics; // the same, for a time

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
        this.requests = new Requests(supervisor, kernel.executor());
        this.reports = new Reports(supervisor, kernel.events());
        this.children = shownChildren();
        this.statistics = machine.statistics();
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
            case Act.Forget forget -> present.remove(forget.child());
            case Act.End end -> supervisor.endNow(end.reason());
            case Act.SayStarted say -> reports.started(present(say.child()), say.starts());
            case Act.SayNotStarted say -> reports.notStarted(present(say.child()), say.reason(), say.retryNanos());
            case Act.SayEnded say -> reports.ended(present(say.child()), say.reason(), say.asked(), say.anewNanos());
            case Act.SayStuck say -> reports.stuck(present(say.child()));
            case Act.SayGaveUp say -> reports.gaveUp(say.reason());
            case Act.Answer later -> {}
        }
    }

    /** What others wait for, when everything can be seen from outside as it is now. */
    private void answer(Act act) {
        if (act instanceof Act.Answer answer) {
            requests.answer(answer, this::shown);
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
        statistics = machine.statistics();
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

    /** Who waits for this supervisor; any thread. */
    Requests requests() {
        return requests;
    }

    /** Any thread. */
    List<ChildInfo> children() {
        return children;
    }

    /** Any thread. */
    SupervisorStatistics statistics() {
        return statistics.apply(now());
    }

    // ---- the end; any thread ----

    /** The supervisor's port has ended: so do its children, and nobody waits for it any more. */
    void over(KillReason why) {
        brood.close(why);
        requests.over(why);
    }

    void gone(Incarnation incarnation) {
        brood.remove(incarnation);
    }

    /** Done when the supervisor has ended and nothing of its children runs any more. */
    CompletionStage<Void> gone() {
        return brood.gone();
    }
}
