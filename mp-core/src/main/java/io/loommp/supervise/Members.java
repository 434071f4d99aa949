package io.loommp.supervise;

import io.loommp.supervise.Member.State;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The children as a {@link Machine} remembers them, and the steps that each of them can take: what it becomes, until when,
 * and what is to be done for it.
 *
 * <p><b>Threads:</b> one at a time.
 */
final class Members {
    private final String supervisor;
    private final long graceNanos;
    private final List<Member> members = new ArrayList<>();

    private long now;
    private List<Act> acts = new ArrayList<>();
    private long incarnations; // none has the number of another, also if a child of the same name was forgotten

    Members(String supervisor, long graceNanos) {
        this.supervisor = supervisor;
        this.graceNanos = graceNanos;
    }

    // ---- an input ----

    /** The next input is taken in, at this time. */
    void begin(long time) {
        now = time;
        acts = new ArrayList<>();
    }

    long now() {
        return now;
    }

    /** Something more is to be done. */
    void act(Act act) {
        acts.add(act);
    }

    /** What is to be done since the input began. */
    List<Act> acts() {
        return acts;
    }

    // ---- who is there ----

    /** All, in their order; changes as they come and go. */
    List<Member> all() {
        return Collections.unmodifiableList(members);
    }

    /** One more, behind the others. */
    Member add(ChildSpec child) {
        Member member = new Member(child);
        members.add(member);
        return member;
    }

    /** The child of this name, if there is one. */
    @Nullable
    Member find(String child) {
        return members.stream().filter(m -> m.name().equals(child)).findFirst().orElse(null);
    }

    /** The child, if this is its present incarnation and something of it may still run. */
    @Nullable
    Member present(String child, long incarnation) {
        Member member = find(child);
        return member == null || member.incarnation != incarnation || member.isDown() ? null : member;
    }

    // ---- steps ----

    /** Starts a member that is waiting. */
    void start(Member member) {
        member.become(State.STARTING, after(member.spec.startNanos()));
        member.attempts++;
        member.incarnation = ++incarnations;
        acts.add(new Act.Start(member.spec, member.incarnation, member.attempts, member.lastReason));
    }

    /** Sees to it that a member that is not down will be. */
    void bringDown(Member member) {
        if (member.state == State.RUNNING) {
            stop(member);
        } else if (member.state == State.STARTING) {
            abort(member);
        }
    }

    void stop(Member member) {
        long limit = member.spec.stopNanos();
        if (limit == 0) {
            kill(member);
        } else {
            member.become(State.STOPPING, after(limit));
            acts.add(new Act.Stop(member.name()));
        }
    }

    void kill(Member member) {
        member.become(State.KILLED, after(graceNanos));
        acts.add(new Act.Kill(member.name()));
    }

    void abort(Member member) {
        boolean tree = member.spec.what() instanceof ChildSpec.Branch;
        member.become(State.ABORTING, after(tree ? member.spec.stopNanos() : graceNanos));
        acts.add(new Act.AbortStart(member.name()));
    }

    /** Nothing of a member runs any more. */
    void down(Member member) {
        member.become(member.wanted ? State.WAITING : State.DOWN, Machine.NEVER);
        member.clearing = false;
        member.stuck = false;
        member.upSince = Machine.NEVER;
        if (!member.wanted) {
            member.inOrder = false;
            refuse(member.untilUp, "\"%s\" of \"%s\" was stopped".formatted(member.name(), supervisor));
        }
        if (member.leaving) {
            members.remove(member);
            acts.add(new Act.Forget(member.name()));
        }
        answer(member.untilDown, member);
    }

    /** A member was killed a while ago and does not end. */
    void stuck(Member member) {
        member.deadline = Machine.NEVER;
        member.stuck = true;
        acts.add(new Act.SayStuck(member.name()));
    }

    // ---- time ----

    /** The time after so many nanoseconds, which may be {@link Machine#NEVER}. */
    long after(long nanos) {
        return nanos == Machine.NEVER ? Machine.NEVER : now + nanos;
    }

    /** When a member that was killed now counts as stuck. */
    long afterGrace() {
        return after(graceNanos);
    }

    /** When the first of them has to be looked at; {@link Machine#NEVER} if none has. */
    long nextTime() {
        long next = Machine.NEVER;
        for (Member member : members) {
            next = Math.min(next, member.deadline);
            if (member.state == State.WAITING && member.notBefore > now) {
                next = Math.min(next, member.notBefore);
            }
        }
        return next;
    }

    // ---- answers ----

    /** Those who asked hear that it is done. */
    void answer(List<Long> requests, Member member) {
        requests.forEach(number -> acts.add(new Act.Done(number, member)));
        requests.clear();
    }

    /** Those who asked hear that it will not be done. */
    void refuse(List<Long> requests, String text) {
        requests.forEach(number -> acts.add(new Act.Refuse(number, false, text)));
        requests.clear();
    }
}
