package io.loommp.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.loommp.Message;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.loom.ThreadPorts;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class WorldTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private static int increments(World world) throws Exception {
        Node node = world.node("here");
        Port counter = ThreadPorts.spawn(node, self -> {
            int value = 0;
            while (true) {
                Message message = self.get();
                if (message.hasTag("read")) {
                    self.send(message.port(1), "value", value);
                } else {
                    value = message.integer(1);
                }
            }
        });
        for (int i = 0; i < 2; i++) {
            ThreadPorts.spawn(node, self -> {
                int value = self.ask(counter, SECOND, "read").integer(1);
                self.send(counter, "write", value + 1);
            });
        }
        world.run();
        return world.call(node, self -> self.ask(counter, SECOND, "read").integer(1));
    }

    @Test
    void lost() {
        assertThatThrownBy(() -> World.explore(1000, world -> assertThat(increments(world)).isEqualTo(2))).isInstanceOf(AssertionError.class).satisfies(t -> t.printStackTrace());
    }
    @Test
    void speed() {
        for (int i = 0; i < 10; i++) {
            long t = System.nanoTime();
            World.Explored e = World.explore(2000, world -> assertThat(increments(world)).isPositive());
            System.out.println(e + " " + (System.nanoTime() - t) / 1e9);
        }
    }
}
