package io.loommp.cli.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.Port;
import io.loommp.cli.ExitCode;
import io.loommp.cli.testing.CommandRun;
import io.loommp.loom.ThreadPorts;
import io.loommp.testing.InPort;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code loommp kill}. */
@Timeout(120)
class KillCommandTest {
    @TempDir
    private Path directory;

    private Hub hub;

    @BeforeEach
    void start() throws IOException {
        hub = new Hub(directory);
        hub.offer(); // it needs no node service
    }

    @AfterEach
    void close() {
        hub.close();
    }

    @Test
    void aPortIsEndedWithAReason() {
        assertThat(CommandRun.in(directory)
                        .run("kill", "--help")
                        .ended(ExitCode.OK)
                        .out())
                .contains("Usage: loommp kill", "NODE#NAME");
        Port stuck = ThreadPorts.spawn(hub.node, self -> self.get("never"));
        assertThat(hub.run("kill", stuck.id().toString()).ended(ExitCode.OK).lines())
                .containsExactly(stuck.id() + " has ended: [\"kill\", \"killed by loommp kill\"]");
        assertThat(InPort.endOf(stuck)).isEqualTo(KillReason.of("kill", "killed by loommp kill"));

        Port named = hub.node.port(p -> {});
        hub.node.register("desk", named);
        assertThat(hub.run("kill", "--json", "hub#desk", "closing", "[1,\"x\"]")
                        .ended(ExitCode.OK)
                        .objects())
                .containsExactly(Map.of("port", "hub#desk", "reason", List.of("closing", List.of(1, "x"))));
        assertThat(InPort.endOf(named).toList()).containsExactly("closing", List.of(1, "x"));
    }

    @Test
    void whatDoesNotEndIsSaid() {
        Port trapping = hub.node.port(p -> {
            p.trapExits(exit -> Message.of("exit"));
            p.onMessage(message -> {});
        });
        hub.run("kill", "--timeout=1", trapping.id().toString(), "exit", "please")
                .failed(ExitCode.FAILED, "has the order, but " + trapping.id() + " has not ended", "trap exits");
        assertThat(trapping.isLive()).isTrue();
        hub.run("kill", "hub#nobody").failed(ExitCode.FAILED, "there is no port hub#nobody", "loommp ports hub");
        hub.run("kill", "hub").failed(ExitCode.UNUSABLE, "\"hub\" is a node", "NODE#NAME");
        hub.run("kill").failed(ExitCode.UNUSABLE, "Missing required parameter", "--help");
        hub.run("kill", "hub#x", "{").failed(ExitCode.UNUSABLE, "argument 1", "JSON");
        hub.run("kill", "--timeout=1", "nowhere#x").failed(ExitCode.FAILED, "node nowhere", "");
    }
}
