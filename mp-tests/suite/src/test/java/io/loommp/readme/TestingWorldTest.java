package io.loommp.readme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.loommp.Message;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.loom.ThreadPorts;
import io.loommp.testkit.World;
import java.io.IOException;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The code of docs/testing-world.md, which does what that page says. */
@Timeout(60)
class TestingWorldTest {
    // testing-world: race
    static void twoDeposits(World world) throws Exception {
        Node bank = world.node("bank");
        Port account = ThreadPorts.spawn(bank, self -> {
            int balance = 0;
            while (true) {
                Message message = self.get();
                if (message.hasTag("balance?")) {
                    self.send(message.port(1), "balance", balance);
                } else {
                    balance = message.integer(1);
                }
            }
        });
        for (int i = 0; i < 2; i++) {
            ThreadPorts.spawn(bank, self -> {
                int balance =
                        self.ask(account, Duration.ofSeconds(1), "balance?").integer(1);
                self.send(account, "set", balance + 10);
            });
        }
        world.run();
        int balance = world.call(
                bank,
                self -> self.ask(account, Duration.ofSeconds(1), "balance?").integer(1));
        assertThat(balance).isEqualTo(20);
    }
    // end

    private static void explore() {
        // testing-world: explore
        World.explore(1_000, TestingWorldTest::twoDeposits);
        // end
    }

    private static void late() {
        // testing-world: late
        World.explore(1_000, world -> {
            world.letTimePass();
            twoDeposits(world);
        });
        // end
    }

    private static void circle(World world) {
        Node node = world.node("here");
        // testing-world: circle
        Port first = ThreadPorts.spawn(node, self -> {
            PortId other = self.get("other").port(1);
            self.ask(other, Duration.ofSeconds(5), "yours?");
        });
        Port second = ThreadPorts.spawn(node, self -> self.ask(first, Duration.ofSeconds(5), "yours?"));
        node.send(first, "other", second);
        world.run();
        // end
    }

    @Test
    void blocksAreTheMarkedRegions() throws IOException {
        String page = Sources.read(Sources.home().resolve("docs/testing-world.md"));
        assertThat(Sources.shown(page))
                .containsExactlyInAnyOrderEntriesOf(Sources.marked("testing-world", TestingWorldTest.class));
        assertThat(Pattern.compile("(?m)^```java$").matcher(page).results())
                .hasSameSizeAs(Sources.shown(page).keySet());
    }

    @Test
    void theRaceIsFound() {
        assertThatThrownBy(TestingWorldTest::explore)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("but was: 10")
                .hasMessageContaining("again: mvn test -Dtest=TestingWorldTest#theRaceIsFound -Dloommp.seed=");
        assertThatThrownBy(TestingWorldTest::late).isInstanceOf(AssertionError.class);
    }

    @Test
    void theCircleIsNamed() {
        assertThatThrownBy(() -> World.replay(1, TestingWorldTest::circle))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("""
                        ports wait for each other: here#pa waits for here#pb, here#pb waits for here#pa
                            here#pa waits for a reply of here#pb to "yours?"
                            here#pb waits for a reply of here#pa to "yours?"
                        """);
    }
}
