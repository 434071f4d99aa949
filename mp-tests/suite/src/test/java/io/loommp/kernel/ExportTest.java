package io.loommp.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.local.LocalNodes;
import io.loommp.manage.Event;
import io.loommp.spi.KernelThread;
import io.loommp.testing.InPort;
import io.loommp.testkit.EventProbe;
import io.loommp.testkit.Probe;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Functions that other nodes call by the names of requests. */
@Timeout(30)
class ExportTest {
    private static final PortId THERE = PortId.of("there");

    @AutoClose
    private final Node here = LocalNodes.start("here");

    @AutoClose
    private final Node there = LocalNodes.start("there");

    private final Probe probe = Probe.on(here);

    private void connect() {
        Wire.between(Kernel.of(here), Kernel.of(there));
    }

    @Test
    void aMessageToTheNodePortCallsIt_inAPortOfItsOwn_inTheOrderOfTheCalls() {
        connect();
        Port function = there.export("My::report", (self, args) -> {
            assertThat(KernelThread.isCurrent()).isFalse();
            Message call = Message.fromList(args);
            self.send(call.port(0), "called", call.value(1), self.origin(), self.id());
        });
        for (int i = 0; i < 100; i++) {
            here.send(THERE, "My::report", probe, i);
        }
        for (int i = 0; i < 100; i++) {
            assertThat(probe.next()).isEqualTo(Message.of("called", i, "here", function.id()));
        }
    }

    @Test
    void whatACallThrowsIsTold_andTheNextCallRuns() {
        EventProbe events = EventProbe.of(there);
        there.export("My::failing", (self, args) -> {
            if (args.isEmpty()) {
                throw new StackOverflowError("as if");
            }
            self.send(PortId.of("here#p"), "next");
        });
        FakeLink link = new FakeLink(Kernel.of(there), "here");
        link.up();
        link.receive("", "My::failing");
        link.receive("", "My::failing", 1);
        Event.RequestFailed failed = events.await(Event.RequestFailed.class);
        assertThat(failed.node()).isEqualTo("here");
        assertThat(failed.request()).isEqualTo("My::failing");
        assertThat(failed.cause()).isInstanceOf(StackOverflowError.class);
        await().until(() -> link.packets().equals(List.of(Message.of("p", "next"))));
    }

    @Test
    void itIsExportedAsLongAsItsPortLives() {
        EventProbe events = EventProbe.of(there);
        connect();
        Port function = there.export("f", (self, args) -> self.send(PortId.of("here#" + args.get(0)), "first"));
        assertThatIllegalStateException()
                .isThrownBy(() -> there.export("f", (self, args) -> {}))
                .withMessageContaining("\"f\"");
        here.send(THERE, "f", probe.id().name());
        probe.expect("first");

        function.kill();
        InPort.endOf(function);
        here.send(THERE, "f", probe.id().name());
        assertThat(events.await(Event.RequestIgnored.class)).isEqualTo(new Event.RequestIgnored("here", "f"));

        there.export("f", (self, args) -> self.send(PortId.of("here#" + args.get(0)), "second"));
        here.send(THERE, "f", probe.id().name());
        probe.expect("second");
    }

    @Test
    void aFunctionMayEndItsOwnPort_andThenNothingIsToldAsAFailure() {
        EventProbe events = EventProbe.of(here);
        Port function = here.export("once", (self, args) -> self.kill(self, KillReason.of("done")));
        here.send(PortId.of("here"), "once");
        assertThat(InPort.endOf(function)).isEqualTo(KillReason.of("done"));
        events.expectNone(Event.RequestFailed.class);
    }

    @Test
    void noRequestOfTheNodesOwnIsReplaced() {
        for (String name : List.of("", "mon1", "eval", "AnyEvent::MP::_spawn", "loommp::whereis")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> here.export(name, (self, args) -> {}))
                    .withMessageContaining('"' + name + '"');
        }
        assertThat(here.ports()).containsExactly(probe.id());
    }

    @Test
    void functionsForSpawnsAreNoRequests_andExportedOnesSpawnNothing() {
        EventProbe events = EventProbe.of(there);
        connect();
        there.function("spawnable", (self, args) -> self.onMessage(m -> {}));
        there.export("callable", (self, args) -> {});
        here.send(THERE, "spawnable");
        assertThat(events.await(Event.RequestIgnored.class).request()).isEqualTo("spawnable");
        PortId none = here.spawn(THERE, "callable");
        assertThat(events.await(Event.Died.class, died -> died.port().equals(none))
                        .reason())
                .isEqualTo(new KillReason.Die("there is no function callable"));
    }
}
