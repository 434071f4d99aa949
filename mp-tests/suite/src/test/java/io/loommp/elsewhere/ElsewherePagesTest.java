package io.loommp.elsewhere;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.Address;
import io.loommp.AskFailed;
import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.Ref;
import io.loommp.loom.ThreadPorts;
import io.loommp.loom.ThreadSelf;
import io.loommp.readme.Sources;
import io.loommp.testkit.TestNetwork;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The programs of docs/from-….md, in our form. */
@Timeout(30)
class ElsewherePagesTest {
    private static final Duration LIMIT = Duration.ofSeconds(5);

    @AutoClose
    private final TestNetwork network = TestNetwork.inRealTime();

    private final Node here = network.start("here");
    private final Node there = network.start("there");

    // elsewhere: pekko
    sealed interface Command {}

    record Add(int n) implements Command {}

    record Get(Ref<Sum> replyTo) implements Command {}

    record Sum(int n) {}

    static void counter(ThreadSelf self) {
        int sum = 0;
        while (true) {
            switch (self.next(Command.class)) {
                case Add(int n) -> sum += n;
                case Get(var replyTo) -> self.send(replyTo, new Sum(sum));
            }
        }
    }

    static CompletionStage<Sum> count(Node node) {
        Ref<Command> counter =
                ThreadPorts.spawn(node, ElsewherePagesTest::counter).ref(Command.class);
        node.send(counter, new Add(2));
        node.send(counter, new Add(3));
        return node.ask(counter, Duration.ofSeconds(3), Sum.class, Get::new);
    }
    // end

    @Test
    void pekko() throws Exception {
        assertThat(count(here).toCompletableFuture().get(10, TimeUnit.SECONDS)).isEqualTo(new Sum(5));
    }

    // elsewhere: vertx
    static void consume(Node node) {
        Port upper = node.port(p -> p.on("upper", message -> {
            String text = message.string(1);
            p.send(message.port(2), "is", text.toUpperCase(Locale.ROOT));
        }));
        node.register("upper", upper);
    }

    static CompletionStage<String> request(Node node) {
        return node.ask(PortId.of("there#upper"), Duration.ofSeconds(30), "upper", "hello")
                .thenApply(reply -> reply.string(1));
    }
    // end

    @Test
    void vertx() throws Exception {
        consume(there);
        assertThat(request(here).toCompletableFuture().get(10, TimeUnit.SECONDS))
                .isEqualTo("HELLO");
    }

    // elsewhere: erlang
    static void bank(ThreadSelf self) {
        int balance = 100;
        while (true) {
            Message m = self.get("withdraw");
            int amount = m.integer(1);
            boolean enough = amount <= balance;
            balance -= enough ? amount : 0;
            self.send(m.port(2), enough ? "ok" : "refused", balance);
        }
    }

    static String withdraw(ThreadSelf self, Address bank, int amount) {
        try {
            return self.ask(bank, Duration.ofSeconds(5), "withdraw", amount).toString();
        } catch (AskFailed e) {
            return e.reason().map(why -> "gone, " + why).orElse("timeout");
        }
    }
    // end

    @Test
    void erlang() throws Exception {
        Port bank = ThreadPorts.spawn(there, ElsewherePagesTest::bank);
        String taken = ThreadPorts.call(here, self -> withdraw(self, bank, 60));
        assertThat(taken).isEqualTo("[\"ok\", 40]");
        String refused = ThreadPorts.call(here, self -> withdraw(self, bank, 60));
        assertThat(refused).isEqualTo("[\"refused\", 40]");
        there.kill(bank, KillReason.of("robbed"));
        String gone = ThreadPorts.call(here, self -> withdraw(self, bank, 1));
        assertThat(gone).startsWith("gone, ");
    }

    // elsewhere: haskell
    record Square(PortId from, int n) {}

    static void worker(ThreadSelf self) {
        boolean goesOn = true;
        while (goesOn) {
            goesOn = self.select(r -> r.on(Square.class, q -> {
                        self.send(q.from(), q.n() * q.n());
                        return true;
                    })
                    .when(m -> m.hasTag("stop"), m -> false));
        }
    }

    static String useIt(ThreadSelf self) {
        Port worker = ThreadPorts.spawn(self.node(), ElsewherePagesTest::worker);
        self.monitor(worker, why -> Message.of("ended", why));
        self.send(worker, new Square(self.id(), 7));
        int answer = self.get().integer(0);
        self.send(worker, "stop");
        return answer + ", then " + self.get("ended").reason(1);
    }
    // end

    @Test
    void cloudHaskell() throws Exception {
        String used = ThreadPorts.call(here, ElsewherePagesTest::useIt);
        assertThat(used).isEqualTo("49, then normal");
    }

    // elsewhere: perl
    static Port adder(Node node) {
        int[] sum = {0};
        Port port = node.port(p ->
                p.on("add", m -> sum[0] += m.integer(1)).on("get", m -> p.send(m.port(1), "sum", sum[0])));
        node.database().register("adders", port);
        return port;
    }

    static CompletionStage<Integer> use(Node node, Address port) {
        node.onEnd(port, why -> System.out.println("the adder has ended: " + why));
        node.send(port, "add", 2);
        node.send(port, "add", 3);
        return node.ask(port, Duration.ofSeconds(5), "get").thenApply(reply -> reply.integer(1));
    }
    // end

    @Test
    void anyEventMP() throws Exception {
        Port adder = adder(there);
        assertThat(use(here, adder).toCompletableFuture().get(LIMIT.toSeconds(), TimeUnit.SECONDS))
                .isEqualTo(5);
    }

    @Test
    void thePagesShowThese() throws Exception {
        Map<String, String> shown = new TreeMap<>();
        for (String name : new String[] {"pekko", "vertx", "erlang", "cloud-haskell", "anyevent-mp"}) {
            shown.putAll(Sources.shown(Sources.read(Sources.home().resolve("docs/from-" + name + ".md"))));
        }
        assertThat(shown).containsExactlyInAnyOrderEntriesOf(Sources.marked("elsewhere", ElsewherePagesTest.class));
    }
}
