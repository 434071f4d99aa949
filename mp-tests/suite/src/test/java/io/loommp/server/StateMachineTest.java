package io.loommp.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.Node;
import io.loommp.local.LocalNodes;
import io.loommp.testing.InPort;
import io.loommp.testkit.FakeTimers;
import io.loommp.testkit.Probe;
import io.loommp.testkit.TestNodes;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class StateMachineTest {
    private enum Door {
        LOCKED,
        CLOSED,
        OPEN
    }

    record Unlock(int code) {}

    record Open() {}

    record Shut() {}

    @AutoClose
    private final Node node = LocalNodes.start("here");

    private static StateMachine<Door> door(Node node, Probe probe) {
        return StateMachine.start(node, Door.LOCKED, machine -> {
            machine.onChange((from, to) -> machine.self().send(probe, "change", from.name(), to.name()));
            machine.in(
                    Door.LOCKED, s -> s.on(Unlock.class, u -> u.code() == 1234 ? Next.to(Door.CLOSED) : Next.stay()));
            machine.in(
                    Door.CLOSED,
                    s -> s.on(Open.class, o -> Next.to(Door.OPEN))
                            .after(Duration.ofSeconds(10), () -> Next.to(Door.LOCKED)));
            machine.in(
                    Door.OPEN,
                    s -> s.on(Shut.class, c -> Next.to(Door.CLOSED)).enter(() -> {
                        machine.self().send(probe, "creak");
                        return Next.stay();
                    }));
            machine.always(s ->
                    s.on("demolish", m -> Next.end(KillReason.of("demolished"))).on("remove", m -> Next.end()));
        });
    }

    private static void expectChange(Probe probe, Door from, Door to) {
        assertThat(probe.next()).isEqualTo(Message.of("change", from.name(), to.name()));
    }

    @Test
    void eachStateTakesWhatBelongsThere_andTheRestWaitsForAStateThatWantsIt() {
        Probe probe = Probe.on(node);
        StateMachine<Door> door = door(node, probe);
        node.send(door, new Open()); // not while it is locked
        node.send(door, new Shut());
        node.send(door, new Unlock(1));
        node.send(door, new Unlock(1234));
        expectChange(probe, Door.LOCKED, Door.CLOSED);
        expectChange(probe, Door.CLOSED, Door.OPEN);
        assertThat(probe.next()).isEqualTo(Message.of("creak"));
        expectChange(probe, Door.OPEN, Door.CLOSED);
        assertThat(door.port().isLive()).isTrue();
    }

    @Test
    void aStateHasATimeLimit_thatRunsOnWhileItStays() {
        FakeTimers time = new FakeTimers();
        try (Node onFakeTime = TestNodes.start("fake", time)) {
            Probe probe = Probe.on(onFakeTime);
            StateMachine<Door> door = StateMachine.start(onFakeTime, Door.CLOSED, machine -> {
                machine.onChange((from, to) -> machine.self().send(probe, "change", from.name(), to.name()));
                machine.in(
                        Door.CLOSED,
                        s -> s.on("knock", m -> {
                                    machine.self().send(probe, "who is there");
                                    return Next.stay();
                                })
                                .after(Duration.ofSeconds(10), () -> Next.to(Door.LOCKED)));
                machine.in(Door.LOCKED, s -> {});
                machine.always(s -> s.on("never", m -> Next.stay()));
            });
            time.awaitTimer(Duration.ofSeconds(10));
            time.advance(Duration.ofSeconds(6));
            onFakeTime.send(door, "knock");
            assertThat(probe.next()).isEqualTo(Message.of("who is there"));
            time.awaitTimer(Duration.ofSeconds(4));
            time.advance(Duration.ofSeconds(4));
            expectChange(probe, Door.CLOSED, Door.LOCKED);
            assertThat(door.state()).isEqualTo(Door.LOCKED);
        }
    }

    @Test
    void theTimeLimitComesBeforeMessagesThatWait() {
        FakeTimers time = new FakeTimers();
        try (Node onFakeTime = TestNodes.start("fake", time)) {
            Probe probe = Probe.on(onFakeTime);
            StateMachine<Door> door = StateMachine.start(onFakeTime, Door.CLOSED, machine -> {
                machine.onChange((from, to) -> machine.self().send(probe, "change", from.name(), to.name()));
                machine.in(
                        Door.CLOSED,
                        s -> s.on("work", m -> {
                                    machine.self().get("done");
                                    return Next.stay();
                                })
                                .after(Duration.ofSeconds(10), () -> Next.to(Door.LOCKED)));
                machine.in(Door.LOCKED, s -> {});
                machine.always(s -> s.on("knock", m -> {
                    machine.self().send(probe, "knocked");
                    return Next.stay();
                }));
            });
            time.awaitTimer(Duration.ofSeconds(10));
            onFakeTime.send(door, "work");
            onFakeTime.send(door, "knock");
            time.advance(Duration.ofSeconds(10));
            onFakeTime.send(door, "done");
            expectChange(probe, Door.CLOSED, Door.LOCKED);
            assertThat(probe.next()).isEqualTo(Message.of("knocked"));
        }
    }

    @Test
    void theTimeLimitComesOnce_untilTheStateIsEnteredAgain() {
        FakeTimers time = new FakeTimers();
        try (Node onFakeTime = TestNodes.start("fake", time)) {
            Probe probe = Probe.on(onFakeTime);
            AtomicInteger limits = new AtomicInteger();
            StateMachine<Door> door = StateMachine.start(
                    onFakeTime,
                    Door.OPEN,
                    machine -> machine.in(
                            Door.OPEN,
                            s -> s.on("again", m -> Next.to(Door.OPEN))
                                    .on("knock", m -> {
                                        machine.self().send(probe, "limits", limits.get());
                                        return Next.stay();
                                    })
                                    .after(
                                            Duration.ofSeconds(10),
                                            () -> limits.incrementAndGet() > 2 ? Next.end() : Next.stay())));
            time.awaitTimer(Duration.ofSeconds(10));
            time.advance(Duration.ofSeconds(30));
            onFakeTime.send(door, "knock");
            assertThat(probe.next()).isEqualTo(Message.of("limits", 1));

            onFakeTime.send(door, "again");
            time.awaitTimer(Duration.ofSeconds(10));
            time.advance(Duration.ofSeconds(10));
            onFakeTime.send(door, "knock");
            assertThat(probe.next()).isEqualTo(Message.of("limits", 2));
        }
    }

    @Test
    void itEndsAsItSays() {
        Probe probe = Probe.on(node);
        StateMachine<Door> demolished = door(node, probe);
        node.send(demolished, "demolish");
        assertThat(InPort.endOf(demolished.port())).isEqualTo(KillReason.of("demolished"));
        StateMachine<Door> removed = door(node, probe);
        node.send(removed, "remove");
        assertThat(InPort.endOf(removed.port())).isEqualTo(KillReason.normal());
    }

    @Test
    void handlersMayReceiveThemselves() {
        Probe probe = Probe.on(node);
        StateMachine<Door> door = StateMachine.start(
                node,
                Door.LOCKED,
                machine -> machine.in(
                        Door.LOCKED,
                        s -> s.on("unlock", m -> {
                            Message code = machine.self().get("code");
                            machine.self().send(probe, "code is", code.integer(1));
                            return Next.end();
                        })));
        node.send(door, "unlock");
        node.send(door, "other");
        node.send(door, "code", 99);
        assertThat(probe.next()).isEqualTo(Message.of("code is", 99));
    }

    @Test
    void aStateOfWhichNothingIsSaidEndsIt_namingTheState() {
        StateMachine<Door> door = StateMachine.start(
                node, Door.LOCKED, machine -> machine.in(Door.LOCKED, s -> s.enter(() -> Next.to(Door.OPEN))));
        assertThat(InPort.endOf(door.port()).toString())
                .contains("nothing is said about state OPEN")
                .contains("LOCKED");
    }

    @Test
    void whatIsSaidTwiceIsRefused() {
        StateMachine<Door> twice = StateMachine.start(node, Door.LOCKED, machine -> {
            machine.in(Door.LOCKED, s -> {});
            machine.in(Door.LOCKED, s -> {});
        });
        assertThat(InPort.endOf(twice.port()).toString()).contains("state LOCKED was said before");
        StateMachine<Door> limits = StateMachine.start(
                node,
                Door.LOCKED,
                machine -> machine.in(
                        Door.LOCKED,
                        s -> s.after(Duration.ofSeconds(1), Next::stay).after(Duration.ofSeconds(2), Next::stay)));
        assertThat(InPort.endOf(limits.port()).toString()).contains("PT1S").contains("PT2S");
    }

    @Test
    void whatIsDoneInEveryStateIsNotEntered_andHasNoTimeLimit() {
        StateMachine<Door> entered =
                StateMachine.start(node, Door.LOCKED, machine -> machine.always(s -> s.enter(Next::stay)));
        assertThat(InPort.endOf(entered.port()).toString()).contains("enter").contains("always");
        StateMachine<Door> limited = StateMachine.start(
                node, Door.LOCKED, machine -> machine.always(s -> s.after(Duration.ofSeconds(1), Next::stay)));
        assertThat(InPort.endOf(limited.port()).toString()).contains("PT1S").contains("always");
    }

    @Test
    void aMachineThatGoesRoundWithoutTakingAnythingCanBeKilled() {
        StateMachine<Door> round = StateMachine.start(
                node,
                Door.OPEN,
                machine -> machine.in(Door.OPEN, s -> s.after(Duration.ZERO, () -> Next.to(Door.OPEN))));
        round.port().kill(KillReason.of("enough"));
        assertThat(InPort.endOf(round.port())).isEqualTo(KillReason.of("enough"));
    }

    @Test
    void soCanOneThatEntersStatesWithoutEnd() {
        StateMachine<Door> round = StateMachine.start(node, Door.OPEN, machine -> {
            machine.in(Door.OPEN, s -> s.enter(() -> Next.to(Door.CLOSED)));
            machine.in(Door.CLOSED, s -> s.enter(() -> Next.to(Door.OPEN)));
        });
        round.port().kill(KillReason.of("enough"));
        assertThat(InPort.endOf(round.port())).isEqualTo(KillReason.of("enough"));
    }

    @Test
    void aStateThatNothingWouldEverLeaveEndsTheMachine_byName() {
        StateMachine<Door> stuck = StateMachine.start(
                node, Door.OPEN, machine -> machine.in(Door.OPEN, s -> s.after(Duration.ZERO, Next::stay)));
        assertThat(InPort.endOf(stuck.port()).toString()).contains("state OPEN takes nothing");
    }
}
