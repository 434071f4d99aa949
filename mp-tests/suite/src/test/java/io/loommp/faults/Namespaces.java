package io.loommp.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Two network namespaces with a cable between them, and a packet filter at the near end of it. They are made, and taken away,
 * by the system's commands, which root may run.
 */
final class Namespaces implements AutoCloseable {
    static final String NEAR = "10.9.0.1";
    static final String FAR = "10.9.0.2";
    private static final int COMMAND_SECONDS = 20;

    private final String near;
    private final String far;
    private final String nearEnd;

    private record Done(int code, String output) {}

    /** Makes them, with names that nobody else has. */
    Namespaces() throws IOException {
        String unique = Long.toString(ProcessHandle.current().pid(), Character.MAX_RADIX);
        near = "lmp" + unique + "n";
        far = "lmp" + unique + "f";
        nearEnd = near;
        run("ip", "netns", "add", near);
        run("ip", "netns", "add", far);
        run("ip", "link", "add", nearEnd, "type", "veth", "peer", "name", far);
        setUp(near, NEAR);
        setUp(far, FAR);
        inNear("nft", "add table inet f");
        inNear("nft", "add chain inet f in { type filter hook input priority 0 ; }");
        inNear("nft", "add chain inet f out { type filter hook output priority 0 ; }");
    }

    private static void setUp(String namespace, String address) throws IOException {
        run("ip", "link", "set", namespace, "netns", namespace);
        run("ip", "-n", namespace, "addr", "add", address + "/24", "dev", namespace);
        run("ip", "-n", namespace, "link", "set", namespace, "up");
        run("ip", "-n", namespace, "link", "set", "lo", "up");
    }

    /** Why they cannot be made here, if so. */
    static Optional<String> missing() throws IOException {
        if (!System.getProperty("os.name").equals("Linux")) {
            return Optional.of("this is not Linux");
        }
        if (!done("id", "-u").output.strip().equals("0")) {
            return Optional.of("only root may make network namespaces");
        }
        for (String command : List.of("ip", "nft")) {
            if (done("sh", "-c", "command -v " + command).code != 0) {
                return Optional.of("the command " + command + " is not installed");
            }
        }
        String name = "lmp" + Long.toString(ProcessHandle.current().pid(), Character.MAX_RADIX);
        Done added = done("ip", "netns", "add", name);
        Done filtered = done("ip", "netns", "exec", name, "nft", "add table inet f");
        Done removed = done("ip", "netns", "del", name);
        return added.code + filtered.code + removed.code == 0
                ? Optional.empty()
                : Optional.of("namespaces cannot be made here: " + added.output + filtered.output + removed.output);
    }

    /** What has to stand before a command that is to run at the near end. */
    List<String> near() {
        return List.of("ip", "netns", "exec", near);
    }

    /** What has to stand before a command that is to run at the far end. */
    List<String> far() {
        return List.of("ip", "netns", "exec", far);
    }

    // ---- faults ----

    /** Nothing arrives at either end. */
    void partition() throws IOException {
        inNear("nft", "add rule inet f in drop");
        inNear("nft", "add rule inet f out drop");
    }

    /** Nothing arrives at the near end. */
    void partitionToNear() throws IOException {
        inNear("nft", "add rule inet f in drop");
    }

    /** Nothing arrives at the far end. */
    void partitionToFar() throws IOException {
        inNear("nft", "add rule inet f out drop");
    }

    /** What the far end sends is answered by a reset, and does not arrive. */
    void reset() throws IOException {
        inNear("nft", "add rule inet f in meta l4proto tcp reject with tcp reset");
    }

    /** Of what is sent to the near end, so many percent are lost. */
    void lose(int percent) throws IOException {
        inNear("nft", "add rule inet f in numgen random mod 100 < " + percent + " drop");
    }

    /** The cable is pulled. */
    void unplug() throws IOException {
        run("ip", "-n", near, "link", "set", nearEnd, "down");
    }

    /** All is well. */
    void heal() throws IOException {
        inNear("nft", "flush table inet f");
        run("ip", "-n", near, "link", "set", nearEnd, "up");
    }

    // ---- commands ----

    private void inNear(String... command) throws IOException {
        List<String> all = new ArrayList<>(near());
        all.addAll(List.of(command));
        run(all.toArray(String[]::new));
    }

    private static void run(String... command) throws IOException {
        Done done = done(command);
        assertThat(done.code)
                .as(() -> String.join(" ", command) + ": " + done.output)
                .isZero();
    }

    private static Done done(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            assertThat(process.waitFor(COMMAND_SECONDS, TimeUnit.SECONDS))
                    .as(String.join(" ", command))
                    .isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(String.join(" ", command) + ": interrupted", e);
        }
        return new Done(process.exitValue(), output);
    }

    @Override
    public void close() throws IOException {
        run("ip", "netns", "del", near); // the cable goes with it
        run("ip", "netns", "del", far);
    }
}
