package io.loommp.supervise;

import io.loommp.KillReason;
import io.loommp.supervise.Member.State;
import java.time.Duration;
import java.util.List;
import java.util.function.LongFunction;
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
    private final Duration period;
    private final Members members;
    private final ByHand byHand;

    private StartWindow window;
    private boolean ready;
    private @Nullable KillReason closing;
    private boolean over;
    private @Nullable Member tooMany; // whose end was one too many, until that has been told

    private long starts;
    private long failedStarts;
    private long startsAnew;

    /** With a grace, after which a child that was killed counts as stuck. */
    Machine(Tree tree, long graceNanos) {
        this.name = tree.name();
        this.strategy = tree.strategy();
        this.window = new StartWindow(tree.max(), saturatedNanos(tree.period()));
        this.period = tree.period();
        this.members = new Members(name, graceNanos);
        this.byHand = new ByHand(name, members);
        for (ChildSpec child : tree.children()) {
            members.add(child).inOrder = true;
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
        members.begin(time);
        switch (input) {
            case Input.Begin begin -> {}
            case Input.Time passed -> {}
            case Input.News news -> learn(news);
            case Input.Shutdown shutdown -> close(shutdown.reason());
            case Input.Request request -> byHand.request(request, closing, !ready || strategy != Strategy.ONE_FOR_ONE);
        }
        List.copyOf(members.all()).forEach(this::expire);
        advance();
        return members.acts();
    }

    /** When it wants to be told the time next; {@link #NEVER} if it need not. */
    long nextTime() {
        return over ? NEVER : members.nextTime();
    }

    /** The children, in order. */
    List<Member> members() {
        return members.all();
    }

    /** Its numbers as they are now; any thread may ask for them, for its own time, by which fewer starts anew may count. */
    LongFunction<SupervisorStatistics> statistics() {
        int children = members.all().size();
        int running = (int)
                members.all().stream().filter(m -> m.state == State.RUNNING).count();
        int trees = (int) members.all().stream()
                .filter(m -> m.spec.what() instanceof ChildSpec.Branch)
                .count();
        long started = starts;
        long failed = failedStarts;
        long anew = startsAnew;
        StartWindow counted = window;
        return time -> new SupervisorStatistics(
                children, running, trees, started, failed, anew, counted.size(time), counted.max());
    }

    // ---- what happens to children ----

    private void learn(Input.News news) {
        Member member = members.present(news.child(), news.incarnation());
        if (member != null) { // otherwise it is of one that nobody waits for any more
            switch (news) {
                case Input.Started started -> started(member);
                case Input.Ignored ignored -> ignored(member);
                case Input.Ending ending -> ending(member, ending.reason());
                case Input.Gone gone -> gone(member, gone.reason());
            }
        }
    }

    private void started(Member member) {
        if (member.state == State.ABORTING) { // it came up in spite of it
            members.stop(member);
        } else if (member.state == State.STARTING) {
            member.become(State.RUNNING, NEVER);
            member.upSince = members.now();
            member.starts++;
            member.inOrder &= member.clearing; // or else it would be started again before its turn
            member.fresh = false;
            starts++;
            members.act(new Act.SayStarted(member.name(), member.starts));
            members.answer(member.untilUp, member);
        }
    }

    private void ignored(Member member) {
        if (member.state != State.STARTING) {
            members.down(member); // it was to be stopped meanwhile
            return;
        }
        member.wanted = false;
        member.leaving = member.spec.lifetime() == Lifetime.TEMPORARY;
        member.fresh = false;
        members.answer(member.untilUp, member);
        members.down(member);
        member.state = State.IGNORED;
    }

    private void ending(Member member, KillReason reason) {
        switch (member.state) {
            case STARTING -> {
                member.become(State.KILLED, members.afterGrace());
                notStarted(member, reason);
            }
            case RUNNING -> {
                member.become(State.ENDING, members.afterGrace());
                member.lastReason = reason;
                long anew = endedByItself(member, reason);
                member.upSince = NEVER;
                members.act(new Act.SayEnded(member.name(), reason, false, anew));
                giveUpIfTooMany();
            }
            case ABORTING -> member.become(State.KILLED, members.afterGrace());
            case STOPPING -> {
                member.become(State.KILLED, members.afterGrace());
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
            members.act(new Act.SayEnded(member.name(), reason, true, NEVER));
        }
    }

    private void gone(Member member, KillReason reason) {
        if (member.state == State.STARTING) {
            notStarted(member, reason);
        } else {
            ending(member, reason);
        }
        members.down(member);
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
        members.refuse(member.untilUp, "\"%s\" of \"%s\" did not start: %s".formatted(member.name(), name, reason));
        members.act(new Act.SayNotStarted(member.name(), reason, retry));
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
            return Math.max(0, member.notBefore - members.now()); // it was to be started anew with the others anyway
        }
        Backoff backoff = member.spec.kept().backoff();
        boolean healthy =
                member.upSince != NEVER && members.now() - member.upSince >= saturatedNanos(backoff.healthyAfter());
        member.failuresInRow = healthy ? 1 : member.failuresInRow + 1;
        window = window.with(members.now());
        if (window.size(members.now()) > window.max()) {
            tooMany = member;
            return NEVER;
        }
        startsAnew++;
        long delay = backoff.delayNanos(member.failuresInRow);
        startAnewWithOthers(member, members.now() + delay);
        return delay;
    }

    private void giveUpIfTooMany() {
        Member last = tooMany;
        tooMany = null;
        if (last != null) {
            String text = "more than %d starts anew within %s; the last would have been of \"%s\" (%s)"
                    .formatted(window.max(), period, last.name(), last.lastReason);
            KillReason.GaveUp reason = new KillReason.GaveUp(name, text);
            members.act(new Act.SayGaveUp(reason));
            close(reason);
        }
    }

    /** Marks who is to be stopped and started anew because of one that ended. */
    private void startAnewWithOthers(Member ended, long notBefore) {
        ended.notBefore = Math.max(ended.notBefore, notBefore);
        if (strategy == Strategy.ONE_FOR_ONE) {
            return;
        }
        int first = strategy == Strategy.ONE_FOR_ALL ? 0 : members.all().indexOf(ended);
        for (Member member : members.all().subList(first, members.all().size())) {
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

    // ---- towards what is wanted ----

    private void advance() {
        if (closing != null) {
            closeOn(closing);
            return;
        }
        clear();
        startWhoMay();
        if (!ready && members.all().stream().noneMatch(m -> m.inOrder)) {
            ready = true;
            members.act(new Act.Ready());
        }
    }

    /** Stops those that are to be stopped together, last ones first, one after the other. */
    private void clear() {
        for (Member member : members.all().reversed()) {
            if (member.clearing) {
                members.bringDown(member);
                if (!member.stuck) {
                    return;
                }
            }
        }
    }

    private void startWhoMay() {
        boolean turn = members.all().stream().noneMatch(m -> m.clearing);
        for (Member member : members.all()) {
            if (member.state == State.WAITING && member.notBefore <= members.now() && (turn || !member.inOrder)) {
                members.start(member);
            }
            turn &= !member.inOrder;
        }
    }

    private void close(KillReason reason) {
        if (closing == null) {
            closing = reason;
            for (Member member : members.all()) {
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
        for (Member member : List.copyOf(members.all()).reversed()) {
            if (member.isDown()) {
                continue;
            }
            members.bringDown(member);
            if (!member.stuck) {
                return;
            }
        }
        over = true;
        members.act(new Act.End(reason));
    }

    // ---- time ----

    private void expire(Member member) {
        if (member.deadline > members.now()) {
            return;
        }
        switch (member.state) {
            case STARTING -> {
                members.abort(member);
                notStarted(
                        member, new KillReason.Die("not started within " + Duration.ofNanos(member.spec.startNanos())));
            }
            case STOPPING -> members.kill(member);
            case ABORTING -> {
                if (member.spec.what() instanceof ChildSpec.Branch) {
                    members.kill(member);
                } else {
                    members.stuck(member);
                }
            }
            case KILLED, ENDING -> members.stuck(member);
            case WAITING, RUNNING, DOWN, IGNORED -> throw new IllegalStateException("no deadline: " + member.state);
        }
    }
}
