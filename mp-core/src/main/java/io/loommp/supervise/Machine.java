package io.loommp.supervise;

import io.loommp.KillReason;
import io.loommp.supervise.Member.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * All that a supervisor decides: it is told what happens and when, and says what is to be done. It starts nothing, waits
 * for nothing and knows no clock.
 *
 * <p>Times are nanoseconds since some beginning, never negative and never falling.
 *
 * <p><b>Threads:</b> one at a time.
 */
final class Machine {
    /*
     * Each input changes what is wanted of members; then `advance` takes every step towards it that may be taken now. Two
     * flags make the order: `clearing` members are stopped from the last to the first, one after the other; `inOrder`
     * members are started from the first to the last, one after the other, and only when nobody is left to be cleared. A
     * member that is neither is started as soon as it is wanted and due.
     *
     * A member is started only from WAITING, and comes to WAITING only through `down`, which is reached only when the last
     * incarnation is gone: so two never run side by side.
     */

    /** A time that does not come. */
    static final long NEVER = Long.MAX_VALUE;

    private final String name;
    private final Strategy strategy;
    private final StartWindow window;
    private final Duration period;
    private final long graceNanos;
    private final List<Member> members = new ArrayList<>();

    private long now;
    private List<Act> acts = new ArrayList<>();
    private boolean ready;
    private @Nullable KillReason closing;
    private boolean over;
    private @Nullable Member tooMany; // whose end was one too many, until that has been told

    private long incarnations; // none has the number of another, also if a child of the same name was forgotten
    private long starts;
    private long failedStarts;
    private long startsAnew;

    /** With a grace, after which a child that was killed counts as stuck. */
    Machine(Tree tree, long graceNanos) {
        this.name = tree.name();
        this.strategy = tree.strategy();
        this.window = new StartWindow(tree.max(), saturatedNanos(tree.period()));
        this.period = tree.period();
        this.graceNanos = graceNanos;
        for (ChildSpec child : tree.children()) {
            Member member = new Member(child);
            member.inOrder = true;
            members.add(member);
        }
    }

    private static long saturatedNanos(Duration duration) {
        return duration.compareTo(Duration.ofNanos(NEVER)) >= 0 ? NEVER : duration.toNanos();
    }

    /** Takes an input in, and says what is to be done now. */
    List<Act> on(Input input, long time) {
        if (over) {
            return List.of();
        }
        now = time;
        acts = new ArrayList<>();
        switch (input) {
            case Input.Begin begin -> {}
            case Input.Started started -> started(started.child(), started.incarnation());
            case Input.Ignored ignored -> ignored(ignored.child(), ignored.incarnation());
            case Input.Ending ending -> ending(ending.child(), ending.incarnation(), ending.reason());
            case Input.Gone gone -> gone(gone.child(), gone.incarnation(), gone.reason());
            case Input.Time passed -> {}
            case Input.Shutdown shutdown -> close(shutdown.reason());
            case Input.Request request -> request(request);
        }
        List.copyOf(members).forEach(this::expire);
        advance();
        return acts;
    }

    /** When it wants to be told the time next; {@link #NEVER} if it need not. */
    long nextTime() {
        long next = NEVER;
        for (Member member : members) {
            next = Math.min(next, member.deadline);
            if (member.state == State.WAITING && member.notBefore > now) {
                next = Math.min(next, member.notBefore);
            }
        }
        return over ? NEVER : next;
    }

    /** The children, in order. */
    List<Member> members() {
        return Collections.unmodifiableList(members);
    }

    SupervisorStatistics statistics(long time) {
        return new SupervisorStatistics(
                members.size(),
                (int) members.stream().filter(m -> m.state == State.RUNNING).count(),
                (int) members.stream()
                        .filter(m -> m.spec.what() instanceof ChildSpec.Branch)
                        .count(),
                starts,
                failedStarts,
                startsAnew,
                window.size(time),
                window.max());
    }

    // ---- what happens to children ----

    private @Nullable Member find(String child) {
        return members.stream().filter(m -> m.name().equals(child)).findFirst().orElse(null);
    }

    /** The member, if the news is of its present incarnation. */
    private @Nullable Member present(String child, long incarnation) {
        Member member = find(child);
        return member == null || member.incarnation != incarnation || member.isDown() ? null : member;
    }

    private void started(String child, long incarnation) {
        Member member = present(child, incarnation);
        if (member == null) {
            return;
        }
        if (member.state == State.ABORTING) { // it came up in spite of it
            stop(member);
        } else if (member.state == State.STARTING) {
            member.become(State.RUNNING, NEVER);
            member.upSince = now;
            member.starts++;
            member.inOrder = false;
            member.fresh = false;
            starts++;
            acts.add(new Act.SayStarted(child, member.starts));
            answer(member.untilUp, member);
        }
    }

    private void ignored(String child, long incarnation) {
        Member member = present(child, incarnation);
        if (member == null) {
            return;
        }
        if (member.state != State.STARTING) {
            down(member); // it was to be stopped meanwhile
            return;
        }
        member.wanted = false;
        member.leaving = member.spec.lifetime() == Lifetime.TEMPORARY;
        member.fresh = false;
        answer(member.untilUp, member);
        down(member);
        member.state = State.IGNORED;
    }

    private void ending(String child, long incarnation, KillReason reason) {
        Member member = present(child, incarnation);
        if (member == null) {
            return;
        }
        switch (member.state) {
            case STARTING -> {
                member.become(State.KILLED, after(graceNanos));
                notStarted(member, reason);
            }
            case RUNNING -> {
                member.become(State.ENDING, after(graceNanos));
                member.lastReason = reason;
                long anew = endedByItself(member, reason);
                member.upSince = NEVER;
                acts.add(new Act.SayEnded(child, reason, false, anew));
                giveUpIfTooMany();
            }
            case ABORTING -> member.become(State.KILLED, after(graceNanos));
            case STOPPING -> {
                member.become(State.KILLED, after(graceNanos));
                endedAsAsked(member, reason);
            }
            case KILLED -> endedAsAsked(member, reason);
            case ENDING -> {} // told of already
            case WAITING, DOWN, IGNORED -> throw new IllegalStateException("ends while " + member.state);
        }
    }

    private void endedAsAsked(Member member, KillReason reason) {
        if (member.upSince != NEVER) {
            member.upSince = NEVER;
            member.lastReason = reason;
            acts.add(new Act.SayEnded(member.name(), reason, true, NEVER));
        }
    }

    private void gone(String child, long incarnation, KillReason reason) {
        Member member = present(child, incarnation);
        if (member == null) {
            return;
        }
        if (member.state == State.STARTING) {
            notStarted(member, reason);
        } else {
            ending(child, incarnation, reason);
        }
        down(member);
    }

    private void notStarted(Member member, KillReason reason) {
        member.lastReason = reason;
        failedStarts++;
        long retry = NEVER;
        if (member.fresh) {
            member.wanted = false;
            member.leaving = true;
        } else {
            retry = endedByItself(member, reason);
        }
        refuse(member.untilUp, "\"%s\" of \"%s\" did not start: %s".formatted(member.name(), name, reason));
        acts.add(new Act.SayNotStarted(member.name(), reason, retry));
        giveUpIfTooMany();
    }

    /** Decides what follows from an end that nobody asked for; the delay until it is started anew, or NEVER. */
    private long endedByItself(Member member, KillReason reason) {
        Lifetime lifetime = member.spec.lifetime();
        boolean done = lifetime == Lifetime.TEMPORARY || (lifetime == Lifetime.TRANSIENT && Leaving.isOrderly(reason));
        if (done) {
            member.wanted = false;
            member.leaving |= lifetime == Lifetime.TEMPORARY;
        }
        if (!member.wanted || closing != null) {
            return NEVER;
        }
        if (member.clearing) {
            return Math.max(0, member.notBefore - now); // it was to be started anew with the others anyway
        }
        Backoff backoff = member.spec.kept().backoff();
        boolean healthy = member.upSince != NEVER && now - member.upSince >= saturatedNanos(backoff.healthyAfter());
        member.failuresInRow = healthy ? 1 : member.failuresInRow + 1;
        if (!window.count(now)) {
            tooMany = member;
            return NEVER;
        }
        startsAnew++;
        long delay = backoff.delayNanos(member.failuresInRow);
        startAnewWithOthers(member, now + delay);
        return delay;
    }

    private void giveUpIfTooMany() {
        Member last = tooMany;
        tooMany = null;
        if (last != null) {
            String text = "more than %d starts anew within %s; the last would have been of \"%s\" (%s)"
                    .formatted(window.max(), period, last.name(), last.lastReason);
            KillReason.GaveUp reason = new KillReason.GaveUp(name, text);
            acts.add(new Act.SayGaveUp(reason));
            close(reason);
        }
    }

    /** Marks who is to be stopped and started anew because of one that ended. */
    private void startAnewWithOthers(Member ended, long notBefore) {
        ended.notBefore = Math.max(ended.notBefore, notBefore);
        if (strategy == Strategy.ONE_FOR_ONE) {
            return;
        }
        int first = strategy == Strategy.ONE_FOR_ALL ? 0 : members.indexOf(ended);
        for (Member member : members.subList(first, members.size())) {
            member.clearing = !member.isDown();
            if (!member.wanted) {
                continue; // it stands still, or is about to
            }
            member.inOrder = true;
            member.notBefore = Math.max(member.notBefore, notBefore);
            if (member.clearing && member.spec.lifetime() == Lifetime.TEMPORARY) {
                member.wanted = false;
                member.leaving = true;
            }
        }
    }

    // ---- what is asked ----

    private void request(Input.Request request) {
        switch (request) {
            case Input.Add add -> add(add.number(), add.child());
            case Input.Stop stop ->
                ifKnown(stop.number(), stop.child(), member -> {
                    member.untilDown.add(stop.number());
                    discharge(member, member.spec.lifetime() == Lifetime.TEMPORARY);
                });
            case Input.Remove remove ->
                ifKnown(remove.number(), remove.child(), member -> {
                    member.untilDown.add(remove.number());
                    discharge(member, true);
                });
            case Input.StartAnew anew ->
                ifKnown(anew.number(), anew.child(), member -> startAnew(anew.number(), member));
        }
    }

    private void ifKnown(long number, String child, Consumer<Member> action) {
        Member member = find(child);
        if (closing != null) {
            refuseClosing(number);
        } else if (member == null) {
            String present = members.stream().map(m -> '"' + m.name() + '"').collect(Collectors.joining(", "));
            acts.add(new Act.Refuse(
                    number,
                    true,
                    "\"%s\" has no child \"%s\"; it has %s"
                            .formatted(name, child, present.isEmpty() ? "none" : present)));
        } else {
            action.accept(member);
        }
    }

    private void refuseClosing(long number) {
        acts.add(new Act.Refuse(number, false, "\"%s\" is stopping: %s".formatted(name, closing)));
    }

    private void add(long number, ChildSpec child) {
        Member present = find(child.name());
        if (closing != null) {
            refuseClosing(number);
        } else if (present != null) {
            acts.add(new Act.Refuse(
                    number,
                    true,
                    "\"%s\" has a child \"%s\" already, which is %s".formatted(name, child.name(), present.shown())));
        } else {
            Member member = new Member(child);
            member.fresh = true;
            member.inOrder = !ready || strategy != Strategy.ONE_FOR_ONE;
            member.untilUp.add(number);
            members.add(member);
        }
    }

    private void discharge(Member member, boolean forget) {
        member.wanted = false;
        member.leaving |= forget;
        if (member.isDown()) {
            down(member);
        } else {
            bringDown(member);
        }
    }

    private void startAnew(long number, Member member) {
        if (member.leaving) {
            acts.add(new Act.Refuse(
                    number,
                    false,
                    "\"%s\" of \"%s\" is %s and then forgotten".formatted(member.name(), name, member.shown())));
            return;
        }
        member.wanted = true;
        member.untilUp.add(number);
        member.notBefore = now;
        member.failuresInRow = 0;
        if (member.isDown()) {
            member.state = State.WAITING;
        } else if (!member.clearing) {
            bringDown(member);
        }
    }

    // ---- towards what is wanted ----

    private void advance() {
        if (closing != null) {
            closeOn(closing);
            return;
        }
        clear();
        startWhoMay();
        if (!ready && members.stream().noneMatch(m -> m.inOrder)) {
            ready = true;
            acts.add(new Act.Ready());
        }
    }

    /** Stops those that are to be stopped together, last ones first, one after the other. */
    private void clear() {
        for (Member member : members.reversed()) {
            if (member.clearing) {
                bringDown(member);
                if (!member.stuck) {
                    return;
                }
            }
        }
    }

    private void startWhoMay() {
        boolean turn = members.stream().noneMatch(m -> m.clearing);
        for (Member member : members) {
            if (member.state == State.WAITING && member.notBefore <= now && (turn || !member.inOrder)) {
                member.become(State.STARTING, after(member.spec.startNanos()));
                member.attempts++;
                member.incarnation = ++incarnations;
                acts.add(new Act.Start(member.spec, member.incarnation, member.attempts, member.lastReason));
            }
            turn &= !member.inOrder;
        }
    }

    private void close(KillReason reason) {
        if (closing == null) {
            closing = reason;
            for (Member member : members) {
                member.wanted = false;
                member.clearing = false;
                member.inOrder = false;
                if (member.state == State.WAITING) {
                    member.state = State.DOWN;
                }
            }
        }
    }

    private void closeOn(KillReason reason) {
        for (Member member : List.copyOf(members).reversed()) {
            if (member.isDown()) {
                continue;
            }
            bringDown(member);
            if (!member.stuck) {
                return;
            }
        }
        over = true;
        acts.add(new Act.End(reason));
    }

    /** Sees to it that a member that is not down will be. */
    private void bringDown(Member member) {
        if (member.state == State.RUNNING) {
            stop(member);
        } else if (member.state == State.STARTING) {
            abort(member);
        }
    }

    private void stop(Member member) {
        long limit = member.spec.stopNanos();
        if (limit == 0) {
            kill(member);
        } else {
            member.become(State.STOPPING, after(limit));
            acts.add(new Act.Stop(member.name()));
        }
    }

    private void kill(Member member) {
        member.become(State.KILLED, after(graceNanos));
        acts.add(new Act.Kill(member.name()));
    }

    private void abort(Member member) {
        boolean tree = member.spec.what() instanceof ChildSpec.Branch;
        member.become(State.ABORTING, after(tree ? member.spec.stopNanos() : graceNanos));
        acts.add(new Act.AbortStart(member.name()));
    }

    /** Nothing of a member runs any more. */
    private void down(Member member) {
        member.become(member.wanted ? State.WAITING : State.DOWN, NEVER);
        member.clearing = false;
        member.stuck = false;
        member.upSince = NEVER;
        if (!member.wanted) {
            member.inOrder = false;
            refuse(member.untilUp, "\"%s\" of \"%s\" was stopped".formatted(member.name(), name));
        }
        if (member.leaving) {
            members.remove(member);
            acts.add(new Act.Forget(member.name()));
        }
        answer(member.untilDown, member);
    }

    // ---- time ----

    private long after(long nanos) {
        return nanos == NEVER ? NEVER : now + nanos;
    }

    private void expire(Member member) {
        if (member.deadline > now) {
            return;
        }
        switch (member.state) {
            case STARTING -> {
                abort(member);
                notStarted(
                        member, new KillReason.Die("not started within " + Duration.ofNanos(member.spec.startNanos())));
            }
            case STOPPING -> kill(member);
            case ABORTING -> {
                if (member.spec.what() instanceof ChildSpec.Branch) {
                    kill(member);
                } else {
                    stuck(member);
                }
            }
            case KILLED, ENDING -> stuck(member);
            case WAITING, RUNNING, DOWN, IGNORED -> throw new IllegalStateException("no deadline: " + member.state);
        }
    }

    private void stuck(Member member) {
        member.deadline = NEVER;
        member.stuck = true;
        acts.add(new Act.SayStuck(member.name()));
    }

    // ---- answers ----

    private void answer(List<Long> requests, Member member) {
        requests.forEach(number -> acts.add(new Act.Done(number, member)));
        requests.clear();
    }

    private void refuse(List<Long> requests, String text) {
        requests.forEach(number -> acts.add(new Act.Refuse(number, false, text)));
        requests.clear();
    }
}
