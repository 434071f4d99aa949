package io.loommp.property;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.Message;
import io.loommp.Monitor;
import io.loommp.Node;
import io.loommp.PortId;
import io.loommp.local.LocalNodes;
import io.loommp.loom.ThreadSelf;
import io.loommp.property.MailboxModel.Item;
import io.loommp.testing.InPort;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;

/** Whatever is sent to a port and however it is received: the mailbox does what the simple model of it does. */
class MailboxProperties {
    private static final Node NODE = LocalNodes.start("mailboxes");
    private static final PortId DEAD = new PortId("mailboxes", "dead");

    @AfterContainer
    static void close() {
        NODE.close();
    }

    /** What can be done with a mailbox. */
    sealed interface Step {
        record Send(String tag) implements Step {}

        record SendMany(String tag, int count) implements Step {}

        /** A monitor on a dead port, whose notice has this tag. */
        record Watch(String tag) implements Step {}

        /** Takes back one of the monitors that were set. */
        record Cancel(int which) implements Step {}

        record Get(String tag) implements Step {}

        record GetAny() implements Step {}

        record GetCond(int divisor) implements Step {}

        /** A predicate that throws at the first message it sees with such a number. */
        record GetThrowing(int divisor) implements Step {}

        record On(String tag) implements Step {}

        record Off(String tag) implements Step {}
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<String> tags = Arbitraries.of("a", "b", "c");
        Arbitrary<Step> step = Arbitraries.frequencyOf(
                Tuple.of(8, tags.map(Step.Send::new)),
                Tuple.of(
                        1,
                        tags.flatMap(tag ->
                                Arbitraries.integers().between(1, 50).map(count -> new Step.SendMany(tag, count)))),
                Tuple.of(3, tags.map(Step.Watch::new)),
                Tuple.of(3, Arbitraries.integers().between(0, 100).map(Step.Cancel::new)),
                Tuple.of(6, tags.map(Step.Get::new)),
                Tuple.of(2, Arbitraries.just(new Step.GetAny())),
                Tuple.of(3, Arbitraries.integers().between(1, 5).map(Step.GetCond::new)),
                Tuple.of(1, Arbitraries.integers().between(2, 5).map(Step.GetThrowing::new)),
                Tuple.of(1, tags.map(Step.On::new)),
                Tuple.of(1, tags.map(Step.Off::new)));
        return step.list().ofMaxSize(80);
    }

    @Property(tries = 1000)
    void aMailboxDoesWhatItsModelDoes(@ForAll("steps") List<Step> steps) {
        InPort.check(NODE, self -> new Run(self).all(steps));
    }

    /** One run of steps against both. */
    private static final class Run {
        private final ThreadSelf self;
        private final MailboxModel model = new MailboxModel();
        private final List<Item> handled = new ArrayList<>();
        private final List<Monitor> monitors = new ArrayList<>();
        private final Map<Integer, Item> notices = new HashMap<>();
        private int next;

        Run(ThreadSelf self) {
            this.self = self;
        }

        void all(List<Step> steps) {
            steps.forEach(this::one);
            while (true) {
                Optional<Item> expected = model.receive(item -> true);
                assertThat(self.get(Duration.ZERO).map(Run::item)).isEqualTo(expected);
                if (expected.isEmpty()) {
                    break;
                }
            }
            assertThat(handled).isEqualTo(model.handled());
        }

        private static Item item(Message message) {
            return new Item(message.tag(), message.integer(1));
        }

        private void send(String tag) {
            Item item = new Item(tag, next++);
            self.send(self, tag, item.number());
            model.send(item);
        }

        private void one(Step step) {
            switch (step) {
                case Step.Send send -> send(send.tag());
                case Step.SendMany send -> {
                    for (int i = 0; i < send.count(); i++) {
                        send(send.tag());
                    }
                }
                case Step.Watch watch -> {
                    Item item = new Item(watch.tag(), next++);
                    notices.put(monitors.size(), item);
                    monitors.add(self.monitor(DEAD, why -> Message.of(item.tag(), item.number())));
                    model.send(item);
                }
                case Step.Cancel cancel -> cancel(cancel.which());
                case Step.Get get ->
                    assertThat(self.get(get.tag(), Duration.ZERO).map(Run::item))
                            .isEqualTo(model.receive(item -> item.tag().equals(get.tag())));
                case Step.GetAny get ->
                    assertThat(self.get(Duration.ZERO).map(Run::item)).isEqualTo(model.receive(item -> true));
                case Step.GetCond get ->
                    assertThat(self.getCond(m -> m.integer(1) % get.divisor() == 0, Duration.ZERO)
                                    .map(Run::item))
                            .isEqualTo(model.receive(item -> item.number() % get.divisor() == 0));
                case Step.GetThrowing get -> getThrowing(get.divisor());
                case Step.On on -> {
                    self.on(on.tag(), message -> handled.add(item(message)));
                    model.on(on.tag());
                }
                case Step.Off off -> {
                    self.off(off.tag());
                    model.off(off.tag());
                }
            }
        }

        private void cancel(int which) {
            if (monitors.isEmpty()) {
                return;
            }
            int index = which % monitors.size();
            Item item = notices.remove(index);
            boolean there = item != null && model.withdraw(item);
            assertThat(monitors.get(index).cancel()).isEqualTo(there);
        }

        /** A predicate that throws leaves everything as it was, but for what handlers took on the way. */
        private void getThrowing(int divisor) {
            assertThat(refused(() -> self.getCond(m -> refusing(item(m), divisor), Duration.ZERO)))
                    .isEqualTo(refused(() -> model.receive(item -> refusing(item, divisor))));
        }

        private static boolean refusing(Item item, int divisor) {
            if (item.number() % divisor == 0) {
                throw new Refusal(item);
            }
            return false;
        }

        private static Optional<Item> refused(Runnable receive) {
            try {
                receive.run();
                return Optional.empty();
            } catch (Refusal e) {
                return Optional.of(e.item);
            }
        }
    }

    private static final class Refusal extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient Item item;

        Refusal(Item item) {
            this.item = item;
        }
    }
}
