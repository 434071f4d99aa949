package io.loommp.supervise;

import io.loommp.KillReason;
import io.loommp.supervise.Member.State;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What people and programs ask of a supervisor: changes what is wanted of its children. Nothing of it counts for the
 * intensity, and no other child is stopped for it.
 *
 * <p><b>Threads:</b> one at a time.
 */
final class ByHand {
    private final String supervisor;
    private final Members members;

    ByHand(String supervisor, Members members) {
        this.supervisor = supervisor;
        this.members = members;
    }

    /**
     * Does what can be done at once.
     *
     * @param closing why the supervisor is stopping, if it is
     * @param inOrder whether a new child is started only when those before it have been
     */
    void request(Input.Request request, @Nullable KillReason closing, boolean inOrder) {
        if (closing != null) {
            refuse(request.number(), false, "\"%s\" is stopping: %s".formatted(supervisor, closing));
            return;
        }
        switch (request) {
            case Input.Add add -> add(add.number(), add.child(), inOrder);
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
        Member member = members.find(child);
        if (member == null) {
            String present =
                    members.all().stream().map(m -> '"' + m.name() + '"').collect(Collectors.joining(", "));
            refuse(
                    number,
                    true,
                    "\"%s\" has no child \"%s\"; it has %s"
                            .formatted(supervisor, child, present.isEmpty() ? "none" : present));
        } else {
            action.accept(member);
        }
    }

    private void refuse(long number, boolean mistaken, String text) {
        members.act(new Act.Refuse(number, mistaken, text));
    }

    private void add(long number, ChildSpec child, boolean inOrder) {
        Member present = members.find(child.name());
        if (present != null) {
            refuse(
                    number,
                    true,
                    "\"%s\" has a child \"%s\" already, which is %s"
                            .formatted(supervisor, child.name(), present.shown()));
        } else {
            Member member = members.add(child);
            member.fresh = true;
            member.inOrder = inOrder;
            member.untilUp.add(number);
        }
    }

    private void discharge(Member member, boolean forget) {
        member.wanted = false;
        member.leaving |= forget;
        if (member.isDown()) {
            members.down(member);
        } else {
            members.bringDown(member);
        }
    }

    private void startAnew(long number, Member member) {
        if (member.leaving) {
            refuse(
                    number,
                    false,
                    "\"%s\" of \"%s\" is %s and then forgotten".formatted(member.name(), supervisor, member.shown()));
            return;
        }
        member.wanted = true;
        member.untilUp.add(number);
        member.notBefore = members.now();
        member.failuresInRow = 0;
        if (member.isDown()) {
            member.state = State.WAITING;
        } else if (!member.clearing) {
            members.bringDown(member);
        }
    }
}
