package io.loommp.loom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.loommp.Action;
import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.local.LocalNodes;
import io.loommp.testing.InPort;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a port runs inside its receives must not receive itself. */
@Timeout(30)
class InsideReceiveTest {
    @AutoClose
    private final Node node = LocalNodes.start("here");

    /** Code that a port runs inside its receives. */
    enum Inside {
        HANDLER {
            @Override
            void set(ThreadSelf self, Action receives) {
                self.on("go", message -> receives.run());
                self.send(self, "go");
            }
        },
        CALLBACK_OF_A_MONITOR {
            @Override
            void set(ThreadSelf self, Action receives) {
                self.onEnd(new PortId(self.node().id(), "nobody"), why -> unchecked(receives));
            }
        },
        NOTICE {
            @Override
            void set(ThreadSelf self, Action receives) {
                self.monitor(new PortId(self.node().id(), "nobody"), why -> {
                    unchecked(receives);
                    return Message.of("notice");
                });
            }
        },
        NOTICE_OF_AN_EXIT {
            @Override
            void set(ThreadSelf self, Action receives) {
                self.trapExits(exit -> {
                    unchecked(receives);
                    return Message.of("exit");
                });
                self.exit(self, "please");
            }
        },
        TIMER {
            @Override
            void set(ThreadSelf self, Action receives) {
                self.after(Duration.ZERO, receives);
            }
        },
        ACTION_FROM_ELSEWHERE {
            @Override
            void set(ThreadSelf self, Action receives) {
                Action bound = self.bind(receives);
                Thread.ofVirtual().start(() -> unchecked(bound));
            }
        };

        abstract void set(ThreadSelf self, Action receives);

        private static void unchecked(Action receives) {
            try {
                receives.run();
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }
    }

    /** A record whose constructor runs code: that of the test, once. */
    record Nosy(String word) {
        static final AtomicReference<@Nullable Runnable> INSIDE = new AtomicReference<>();

        Nosy {
            Runnable code = INSIDE.getAndSet(null);
            if (code != null) {
                code.run();
            }
        }
    }

    /** What converts a message to a record inside a receive. */
    enum Conversion {
        HANDLER {
            @Override
            void receive(ThreadSelf self) {
                self.on(Nosy.class, nosy -> {});
                self.send(self, "nosy", "message");
                self.get(Duration.ZERO);
            }
        },
        CHANNEL {
            @Override
            void receive(ThreadSelf self) {
                try (Channel<Nosy> channel = self.channel(Nosy.class)) {
                    self.send(channel, "nosy", "message");
                    Optional<Nosy> ignored = channel.receive(Duration.ZERO);
                }
            }
        },
        TYPE {
            @Override
            void receive(ThreadSelf self) {
                self.send(self, "nosy", "message");
                Optional<Nosy> ignored = self.receive(Nosy.class, Duration.ZERO);
            }
        };

        abstract void receive(ThreadSelf self);
    }

    @ParameterizedTest
    @EnumSource
    void aReceiveInsideTheConstructorOfARecordIsRefused(Conversion conversion) throws Exception {
        Throwable refused = ThreadPorts.<@Nullable Throwable>call(node, self -> {
            AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();
            Nosy.INSIDE.set(() -> thrown.set(catchThrowable(() -> self.get(Duration.ZERO))));
            conversion.receive(self);
            return thrown.get();
        });
        assertThat(refused).isInstanceOf(IllegalStateException.class).hasMessageContaining("must not receive itself");
    }

    @ParameterizedTest
    @EnumSource
    void aReceiveInsideAnyCallbackEndsThePort_andTellsWhatIsWrong(Inside inside) {
        Port port = ThreadPorts.spawn(node, self -> {
            inside.set(self, () -> self.get(Duration.ZERO));
            self.get("never");
        });
        assertThat(InPort.endOf(port))
                .isInstanceOfSatisfying(
                        KillReason.Die.class,
                        why -> assertThat(why.text())
                                .contains(port.id().toString())
                                .contains("must not receive itself"));
    }
}
