package io.loommp.net.tls;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.loommp.net.handshake.Admission;
import io.loommp.net.handshake.Authenticator;
import io.loommp.net.handshake.Handshake;
import io.loommp.net.handshake.LocalNode;
import io.loommp.net.handshake.Method;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * A process of openssl that is connected with a node. The two lines that go before TLS are said and read by a small relay,
 * which then carries octets.
 */
final class OpenSsl implements AutoCloseable {
    private static final Admission BY_CERTIFICATE =
            new Admission(Admission.Tls.REQUIRED, List.of(Method.TLS_SHA3_512), List.of(Method.TLS_SHA3_512), false);
    private static final TlsSessions ELSEWHERE = client -> {
        throw new AssertionError("openssl speaks TLS");
    };

    private final Process process;
    private final CompletableFuture<String> proof;
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    private OpenSsl(Process process, CompletableFuture<String> proof) {
        this.process = process;
        this.proof = proof;
        Thread.ofPlatform().daemon().start(this::collect);
    }

    /** Skips the test if there is no openssl. */
    static void assumeInstalled() {
        assumeTrue(isInstalled(), "openssl is not installed");
    }

    private static boolean isInstalled() {
        try {
            return run(List.of("version")).waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static Process run(List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(arguments);
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    /** Connects as client of TLS. */
    static OpenSsl client(String node, String... arguments) throws IOException {
        ServerSocket relay = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        CompletableFuture<String> proof = new CompletableFuture<>();
        Thread.ofPlatform().daemon().start(() -> {
            try (ServerSocket closed = relay;
                    Socket client = closed.accept();
                    Socket server = greeted(node, TlsPeer.CLIENT, proof)) {
                carry(client, server);
            } catch (IOException e) {
                proof.completeExceptionally(e);
            }
        });
        List<String> all = new ArrayList<>(List.of("s_client", "-connect", "127.0.0.1:" + relay.getLocalPort()));
        all.addAll(List.of(arguments));
        return new OpenSsl(run(all), proof);
    }

    /** Listens as server of TLS, and is connected. */
    static OpenSsl server(String node, String... arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of("s_server", "-accept", "127.0.0.1:0", "-naccept", "1"));
        all.addAll(List.of(arguments));
        CompletableFuture<String> proof = new CompletableFuture<>();
        OpenSsl listening = new OpenSsl(run(all), proof);
        listening.await("ACCEPT 127.0.0.1:");
        listening.await("\n");
        String said = listening.said();
        int port = Integer.parseInt(
                said.substring(said.indexOf("ACCEPT 127.0.0.1:")).split("[:\n]", 3)[1]);
        Thread.ofPlatform().daemon().start(() -> {
            try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port);
                    Socket server = greeted(node, TlsPeer.SERVER, proof)) {
                carry(client, server);
            } catch (IOException e) {
                proof.completeExceptionally(e);
            }
        });
        return listening;
    }

    /** A connection to the node whose two lines have been said and read. */
    private static Socket greeted(String node, String nonce, CompletableFuture<String> proof) throws IOException {
        Handshake handshake = new Handshake(
                new LocalNode(
                        "openssl", "openssl", List.of("json"), new Authenticator(null, BY_CERTIFICATE), ELSEWHERE),
                "there",
                nonce,
                id -> false);
        Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(node.substring(node.indexOf(':') + 1)));
        socket.getOutputStream().write(handshake.opening());
        while (!handshake.wantsTls()) {
            byte[] octet = socket.getInputStream().readNBytes(1);
            handshake.receive(ByteBuffer.wrap(octet), line -> {});
        }
        handshake.secured(name -> true, line -> proof.complete(new String(line, StandardCharsets.US_ASCII)));
        return socket;
    }

    private static void carry(Socket one, Socket other) throws IOException {
        Thread back = Thread.ofPlatform().daemon().start(() -> {
            try {
                carryOn(other, one);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        back.setUncaughtExceptionHandler((thread, failure) -> {}); // one of the two has gone
        carryOn(one, other);
    }

    private static void carryOn(Socket from, Socket to) throws IOException {
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            in.transferTo(out);
        }
    }

    private void collect() {
        byte[] buffer = new byte[4096];
        try (InputStream in = process.getInputStream()) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                synchronized (said) {
                    said.write(buffer, 0, count);
                    said.notifyAll();
                }
            }
        } catch (IOException e) {
            process.destroy(); // it has ended
        }
        synchronized (said) {
            said.notifyAll();
        }
    }

    /** What it has said. */
    String said() {
        synchronized (said) {
            return said.toString(StandardCharsets.UTF_8);
        }
    }

    /** Waits until it has said something. */
    void await(String text) {
        synchronized (said) {
            while (!said().contains(text)) {
                if (!process.isAlive()) {
                    throw new AssertionError("openssl ended without \"" + text + "\": " + said());
                }
                try {
                    said.wait(1_000);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new AssertionError("interrupted", e);
                }
            }
        }
    }

    /** Says something to the node. */
    void say(String text) throws IOException {
        process.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    /** Proves what there is to prove, when the node has done so. */
    void prove() throws IOException {
        await("tls_sha3_512;");
        try {
            say(proof.join());
        } catch (CompletionException e) {
            throw new AssertionError("the relay failed", e);
        }
    }

    /** Waits for its end. */
    void awaitEnd() throws InterruptedException {
        process.waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
