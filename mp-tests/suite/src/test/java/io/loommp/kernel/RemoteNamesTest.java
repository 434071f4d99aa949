package io.loommp.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.loommp.AskFailed;
import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.local.LocalNodes;
import io.loommp.testing.InPort;
import io.loommp.testkit.Probe;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Names on other nodes. */
@Timeout(30)
class RemoteNamesTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final PortId THERE = PortId.of("there");

    @AutoClose
    private final Node here = LocalNodes.start("here");

    @AutoClose
    private final Node there = LocalNodes.start("there");

    private final Probe probe = Probe.on(there);

    private static <T> T of(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    private void connect() {
        Wire.between(Kernel.of(here), Kernel.of(there));
    }

    @Test
    void aPortThereIsGivenAName_isFoundByIt_andLosesItAgain() {
        connect();
        PortId named = of(here.register("server/1", probe, LIMIT));
        assertThat(named).isEqualTo(PortId.of("there#server/1"));
        assertThat(there.whereis("server/1")).contains(probe.id());
        here.send(named, "by name");
        probe.expect("by name");
        assertThat(of(here.whereis(THERE, "server/1", LIMIT))).contains(probe.id());
        assertThat(of(here.whereis(THERE, "nobody", LIMIT))).isEmpty();

        assertThat(of(here.unregister(THERE, "server/1", LIMIT))).isTrue();
        assertThat(of(here.unregister(THERE, "server/1", LIMIT))).isFalse();
        assertThat(there.whereis("server/1")).isEmpty();
    }

    @Test
    void aNodeAsksItselfTheSameWay() {
        Probe own = Probe.on(here);
        assertThat(of(here.register("own", own, LIMIT))).isEqualTo(PortId.of("here#own"));
        assertThat(of(here.whereis(own, "own", LIMIT))).contains(own.id());
        assertThat(of(here.unregister(own, "own", LIMIT))).isTrue();
    }

    @Test
    void aNameThatIsHeldStaysWithItsHolder_whoIsNamed() {
        connect();
        there.register("server", probe);
        Port other = there.port(p -> {});
        assertThatThrownBy(() -> of(here.register("server", other, LIMIT)))
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("node there does not register \"server\"")
                .hasMessageContaining(probe.id().toString());
        assertThat(there.whereis("server")).contains(probe.id());
    }

    /** Security S24: what one other node makes this one remember has a bound. */
    @Test
    void anotherNodeMayGiveSoManyNames_andAgainWhenTheyAreGone() {
        try (Kernel strict = Kernel.start(KernelConfig.of("strict").withPeerMax(10, 2))) {
            Wire.between(Kernel.of(here), strict);
            Port port = strict.port(p -> {});
            Port mortal = strict.port(p -> {});
            of(here.register("a", port, LIMIT));
            of(here.register("b", mortal, LIMIT));
            assertThatThrownBy(() -> of(here.register("c", port, LIMIT)))
                    .cause()
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("node here has given 2 names here, which is the limit");
            strict.register("c", port);
            assertThat(of(here.unregister(PortId.of("strict"), "c", LIMIT))).isTrue();

            mortal.kill();
            InPort.endOf(mortal);
            of(here.register("b", port, LIMIT));
            strict.unregister("a");
            of(here.register("a", port, LIMIT));
            assertThatThrownBy(() -> of(here.register("d", port, LIMIT)))
                    .cause()
                    .isInstanceOf(IllegalStateException.class);
            assertThat(strict.names(port)).containsExactly("a", "b");
        }
    }

    @Test
    void whatCannotBeANameOrHasNoPortIsRefused() {
        connect();
        Port ended = there.port(p -> {});
        ended.kill();
        InPort.endOf(ended);
        for (CompletionStage<PortId> refused : List.of(
                here.register("x", ended, LIMIT),
                here.register("~slot", probe, LIMIT),
                here.register("two words", probe, LIMIT),
                here.register("\u0007", probe, LIMIT),
                here.register("x".repeat(256), probe, LIMIT))) {
            assertThatThrownBy(() -> of(refused)).cause().isInstanceOf(IllegalStateException.class);
        }
        assertThatIllegalArgumentException().isThrownBy(() -> here.register("", probe, LIMIT));
        assertThatIllegalArgumentException().isThrownBy(() -> here.whereis(THERE, "", LIMIT));
        assertThatIllegalArgumentException().isThrownBy(() -> here.register("x", THERE, LIMIT));
        assertThat(there.names(probe)).isEmpty();
    }

    @Test
    void aNodeThatCannotBeReached_andOneThatDoesNotAnswer_areFailuresOfTheQuestion() {
        assertThatThrownBy(() -> of(here.whereis(THERE, "server", LIMIT)))
                .cause()
                .isInstanceOfSatisfying(
                        AskFailed.class,
                        failed -> assertThat(failed.reason())
                                .contains(new KillReason.TransportError("there", "no known address")));
        FakeLink foreign = new FakeLink(Kernel.of(here), "foreign");
        foreign.up();
        assertThatThrownBy(() -> of(here.whereis(PortId.of("foreign"), "server", Duration.ofMillis(10))))
                .cause()
                .isInstanceOfSatisfying(
                        AskFailed.class,
                        failed -> assertThat(failed.isTimeout()).isTrue());
        assertThat(foreign.packets()).singleElement().satisfies(request -> {
            assertThat(request.from(0)).startsWith("", "loommp::whereis", "server");
            assertThat(request.port(3).node()).isEqualTo("here");
        });
    }

    @Test
    void theNameEndsWithItsPort_andIsWatchedUnderTheName() {
        connect();
        Port server = there.port(p -> {});
        PortId named = of(here.register("server", server, LIMIT));
        Probe watcher = Probe.on(here);
        here.onEnd(named, why -> here.send(watcher.id(), "ended", why));
        of(here.whereis(THERE, "server", LIMIT)); // behind the monitor
        server.kill(KillReason.of("over"));
        assertThat(watcher.expect("ended").reason(1)).isEqualTo(KillReason.of("over"));
        assertThat(of(here.whereis(THERE, "server", LIMIT))).isEmpty();
    }

    @Test
    void ofManyWhoWantANameAtOnceOneGetsIt() {
        connect();
        List<Port> ports = Stream.generate(() -> there.port(p -> {})).limit(20).toList();
        List<CompletionStage<Boolean>> asked = ports.stream()
                .map(port -> here.register("wanted", port, LIMIT).handle((named, refused) -> refused == null))
                .toList();
        assertThat(asked.stream().filter(RemoteNamesTest::of)).hasSize(1);
        assertThat(of(here.ask(THERE, LIMIT, slot -> Message.of("loommp::whereis", "wanted", slot)))
                        .port(0))
                .isEqualTo(there.whereis("wanted").orElseThrow());
    }
}
