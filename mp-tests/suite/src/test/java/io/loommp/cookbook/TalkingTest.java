package io.loommp.cookbook;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.Address;
import io.loommp.AskFailed;
import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.Self;
import io.loommp.loom.Request;
import io.loommp.loom.ThreadPorts;
import io.loommp.loom.ThreadSelf;
import io.loommp.server.Call;
import io.loommp.server.Rejected;
import io.loommp.server.Server;
import io.loommp.testkit.Probe;
import io.loommp.testkit.TestNetwork;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Recipes: request and reply, a pool of workers, publish and subscribe. */
@Timeout(30)
class TalkingTest {
    @AutoClose
    private final TestNetwork network = TestNetwork.inRealTime();

    private final Node here = network.start("here");
    private final Node there = network.start("there");

    // cookbook: shop
    record Price(String item) implements Call<Cents> {}

    record Cents(int cents) {}

    static Port shop(Node node, Map<String, Integer> prices) {
        return Server.start(
                node,
                server -> server.call(Price.class, question -> {
                    Integer cents = prices.get(question.item());
                    if (cents == null) {
                        throw new Rejected("no " + question.item() + " today");
                    }
                    return new Cents(cents);
                }));
    }

    static String priceOf(String item, ThreadSelf self, Address shop) {
        try {
            Cents answer = Server.call(self, shop, Duration.ofSeconds(5), new Price(item));
            return answer.cents() + " cents";
        } catch (Rejected e) {
            return "the shop says: " + e.getMessage();
        } catch (AskFailed e) {
            return e.isTimeout() ? "the shop is slow" : "the shop is gone";
        }
    }
    // end

    private String ask(String item, Port shop) throws Exception {
        return ThreadPorts.call(here, self -> priceOf(item, self, shop));
    }

    @Test
    void requestAndReply() throws Exception {
        Port shop = shop(there, Map.of("apple", 40));

        assertThat(ask("apple", shop)).isEqualTo("40 cents");
        assertThat(ask("pear", shop)).isEqualTo("the shop says: no pear today");
        there.kill(shop);
        assertThat(ask("apple", shop)).isEqualTo("the shop is gone");
    }

    // cookbook: fastest
    static Message fastest(ThreadSelf self, Address one, Address other, String question) {
        try (Request<Message> first = self.request(one, question);
                Request<Message> second = self.request(other, question)) {
            return self.select(r -> r.on(first, answer -> answer)
                    .on(second, answer -> answer)
                    .after(Duration.ofSeconds(5), Message.of("nobody")));
        }
    }
    // end

    @Test
    void theFastestOfTwo() throws Exception {
        Port silent = there.port(p -> p.on("time", m -> {}));
        Port quick = there.port(p -> p.on("time", m -> p.send(m.port(1), "noon")));

        Message answer = ThreadPorts.call(here, self -> fastest(self, silent, quick, "time"));

        assertThat(answer).isEqualTo(Message.of("noon"));
    }

    // cookbook: pool
    record Job(String text, PortId answerTo) {}

    record Idle(PortId worker) {}

    record Gone(PortId worker, KillReason why) {}

    /** Jobs wait in the mailbox of the pool until a worker is idle. */
    static final class Pool {
        private final ThreadSelf self;
        private final Deque<PortId> idle = new ArrayDeque<>();
        private final Map<PortId, Job> busy = new HashMap<>();

        Pool(ThreadSelf self) {
            this.self = self;
        }

        void serve(int workers) {
            for (int i = 0; i < workers; i++) {
                hire();
            }
            while (true) {
                self.<Object>select(r -> {
                    r.on(Idle.class, this::isIdle).on(Gone.class, this::isGone);
                    if (!idle.isEmpty()) {
                        r.on(Job.class, this::give);
                    }
                });
            }
        }

        private void hire() {
            Port worker = self.spawn(w -> work(w, self.id()));
            self.monitor(worker, why -> new Gone(worker.id(), why));
        }

        private boolean isIdle(Idle report) {
            busy.remove(report.worker());
            return idle.add(report.worker());
        }

        private boolean give(Job job) {
            PortId worker = idle.remove();
            busy.put(worker, job);
            self.send(worker, job);
            return true;
        }

        private boolean isGone(Gone gone) {
            idle.remove(gone.worker());
            Job lost = busy.remove(gone.worker());
            if (lost != null) {
                self.send(lost.answerTo(), "failed", lost.text(), gone.why());
            }
            hire();
            return true;
        }
    }

    static void work(ThreadSelf self, PortId pool) {
        while (true) {
            self.send(pool, new Idle(self.id()));
            Job job = self.receive(Job.class);
            if (job.text().isEmpty()) {
                throw new IllegalArgumentException("nothing to do");
            }
            self.send(job.answerTo(), "done", job.text().toUpperCase(Locale.ROOT));
        }
    }
    // end

    @Test
    void aPoolOfWorkers() {
        Port pool = ThreadPorts.spawn(there, self -> new Pool(self).serve(2));
        try (Probe customer = Probe.on(here)) {
            here.send(pool, new Job("one", customer.id()));
            here.send(pool, new Job("", customer.id()));
            here.send(pool, new Job("two", customer.id()));
            here.send(pool, new Job("three", customer.id()));

            customer.expectMessage("done", "ONE");
            customer.expectMessage("done", "TWO");
            customer.expectMessage("done", "THREE");
            assertThat(customer.expect("failed").reason(2)).isEqualTo(new KillReason.Die("nothing to do"));
        }
    }

    // cookbook: publish
    static void subscribe(Self self, String topic) {
        self.database().register("topic " + topic, self);
    }

    static Port publisher(Node node, String topic) {
        return node.port(p -> {
            Set<PortId> subscribers = new HashSet<>();
            p.database().monitor("topic " + topic, change -> {
                change.added().forEach(key -> subscribers.add(PortId.of(key)));
                change.deleted().forEach(key -> subscribers.remove(PortId.of(key)));
            });
            p.on("publish", m -> subscribers.forEach(s -> p.send(s, topic, m.value(1))));
        });
    }
    // end

    @Test
    void publishAndSubscribe() {
        Port publisher = publisher(here, "weather");
        Port deaf = there.port(p -> subscribe(p, "sports"));
        try (Probe listener = Probe.on(there)) {
            listener.port().execute(() -> there.database().register("topic weather", listener));
            network.settle();

            here.send(publisher, "publish", "rain");

            listener.expectMessage("weather", "rain");
            assertThat(deaf.isLive()).isTrue();
        }
    }
}
