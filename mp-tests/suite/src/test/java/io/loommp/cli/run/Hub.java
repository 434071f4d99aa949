package io.loommp.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.Node;
import io.loommp.cli.Program;
import io.loommp.net.NodeConfig;
import io.loommp.net.Nodes;
import io.loommp.net.Secret;
import io.loommp.testing.FreePort;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What tests need to run a node called hub, as a process, and to connect to it.
 *
 * @param directory where the secret is
 * @param address where the node listens
 */
record Hub(Path directory, String address) {
    static Hub in(Path directory) throws IOException {
        Secret made = Secret.createFile(directory.resolve("secret"));
        assertThat(made).hasToString("***");
        return new Hub(directory, FreePort.address());
    }

    /** The options that have another command reach the hub. */
    List<String> access() {
        return List.of(
                "--no-config",
                "--seed",
                address,
                "--secret-file",
                directory.resolve("secret").toString());
    }

    Program run(String... options) throws IOException {
        return Program.loommp(directory, line(options).toArray(String[]::new));
    }

    /** What stands behind the name of the command. */
    List<String> line(String... options) {
        List<String> args = new ArrayList<>(List.of("run", "--nodeid=hub", "--bind", address));
        args.addAll(access());
        args.addAll(List.of(options));
        return args;
    }

    /** A node of the test that is connected with the hub, or will be. */
    Node connect() throws IOException {
        return Nodes.start(NodeConfig.builder()
                .nodeId("asking")
                .secret(Secret.fromFile(directory.resolve("secret")))
                .seed(address)
                .build());
    }
}
