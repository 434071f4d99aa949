package io.loommp.faults;

import io.loommp.CallbackPort;
import io.loommp.KillReason;
import io.loommp.Monitor;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.PortId;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A port that watches another node, again a moment after each end of it, and sends nothing. */
final class Watcher {
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final CallbackPort self;
    private final String name;
    private final PortId target;
    private final LineLog log;

    // the port's
    private long count;
    private @Nullable Monitor monitor;

    private Watcher(CallbackPort self, String name, String peer, LineLog log) {
        this.self = self;
        this.name = name + "/w>" + peer;
        this.target = new PortId(peer, "");
        this.log = log;
    }

    /** A new one; it ends when it is sent {@code close}. */
    static Port open(Node node, String name, String peer, LineLog log) {
        Port port = node.port(p -> {
            Watcher watcher = new Watcher(p, name, peer, log);
            p.on("watch", m -> watcher.watch());
            p.on("close", m -> watcher.end());
        });
        node.send(port, "watch");
        return port;
    }

    private void watch() {
        String watch = name + ":" + ++count;
        monitor = self.onEnd(target, why -> fired(watch, why));
        log.write("S", watch, target.node(), target, LineLog.micros());
    }

    private void fired(String watch, KillReason why) {
        log.write("F", watch, LineLog.micros(), 0, why.toString().replace(' ', '_'));
        monitor = null;
        self.after(PAUSE, this::watch);
    }

    private void end() {
        if (monitor != null) {
            monitor.cancel();
            log.write("U", name + ":" + count, LineLog.micros(), 0);
        }
        self.kill(self);
    }
}
