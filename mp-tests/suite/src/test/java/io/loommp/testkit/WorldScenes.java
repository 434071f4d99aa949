package io.loommp.testkit;

import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.loom.ThreadPorts;
import java.time.Duration;

/** Scenes that several tests play. */
final class WorldScenes {
    static final Duration SECOND = Duration.ofSeconds(1);

    private WorldScenes() {}

    /** A port that holds a number: it tells it, and takes another. */
    static Port cell(Node node) {
        return ThreadPorts.spawn(node, self -> {
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
    }

    /** Two ports add one to a cell, each in two steps: what one adds may be lost. */
    static int twoIncrements(World world) throws Exception {
        Node node = world.node("here");
        Port cell = cell(node);
        for (int i = 0; i < 2; i++) {
            ThreadPorts.spawn(node, self -> {
                int value = self.ask(cell, SECOND, "read").integer(1);
                self.send(cell, "write", value + 1);
            });
        }
        world.run();
        return valueOf(world, node, cell);
    }

    /** What a cell holds. */
    static int valueOf(World world, Node node, Port cell) throws Exception {
        return world.call(node, self -> self.ask(cell, SECOND, "read").integer(1));
    }

    /** Something of everything: both kinds of ports, timers, time limits, kills, monitors, locks, two nodes. */
    static void medley(World world) throws Exception {
        Node here = world.node("here");
        Node there = world.node("there");
        world.connect(here, there);
        Port echo = there.port(p -> p.on("echo", message -> p.send(message.port(1), "echoed", message.integer(2))));
        there.register("echo", echo);
        Port relay = ThreadPorts.spawn(here, self -> {
            while (true) {
                Message job = self.get("job", SECOND, Message.of("job", "idle"));
                self.send(PortId.of("there#echo"), "echo", self, 1);
                world.note(self.get("echoed", Duration.ofMillis(3))
                                .map(Message::tag)
                                .orElse("late")
                        + job);
            }
        });
        for (int i = 0; i < 3; i++) {
            int number = i;
            ThreadPorts.spawn(here, self -> {
                self.after(Duration.ofMillis(number % 2), () -> self.send(relay, "job", number));
                self.onEnd(relay, why -> world.note(number + " hears: " + why));
                self.get(Duration.ofMillis(5));
                self.kill(relay, new KillReason.Die("by " + number));
                self.get(SECOND);
            });
        }
        Thread.Builder threads = Thread.ofVirtual();
        ThreadPorts.spawn(here, self -> {
            Thread helper = threads.start(() -> self.send(relay, "job", "helped"));
            helper.join();
            self.get(SECOND);
        });
        world.run(Duration.ofSeconds(3));
        world.disconnect(here, there);
        world.run();
    }
}
