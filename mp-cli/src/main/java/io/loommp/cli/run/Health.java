package io.loommp.cli.run;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.loommp.Node;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Says by HTTP how a node is, for those who start and stop it and send work to it: {@code /healthz} whether it lives,
 * {@code /readyz} whether it can be used. The answer is 200 or 503, with one line that says why.
 *
 * <p>A node is ready when its services have started and, if it has seeds, the database of its network answers: then a seed is
 * connected, or the node is one. It is not while it drains.
 *
 * <p><b>Threads:</b> any; each request has one of its own.
 */
final class Health implements AutoCloseable {
    private static final int BACKLOG = 32;
    private static final long PATIENCE_MILLIS = 1000;

    private final Node node;
    private final boolean hasSeeds;
    private final HttpServer server;
    private volatile boolean draining; // set by who drains the node
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private @Nullable CompletableFuture<?> question; // one at a time, or they would pile up while there is no seed

    private Health(Node node, boolean hasSeeds, HttpServer server) {
        this.node = node;
        this.hasSeeds = hasSeeds;
        this.server = server;
    }

    /**
     * Serves at this address.
     *
     * @throws IOException if it cannot be had
     */
    static Health serve(Node node, boolean hasSeeds, InetSocketAddress address) throws IOException {
        Health health = new Health(node, hasSeeds, HttpServer.create(address, BACKLOG));
        health.server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        health.server.createContext("/healthz", exchange -> health.answer(exchange, health.whyDead()));
        health.server.createContext("/readyz", exchange -> health.answer(exchange, health.whyNotReady()));
        health.server.start();
        return health;
    }

    /** Where it serves. */
    InetSocketAddress address() {
        return server.getAddress();
    }

    /** From now on the node is not ready. */
    void draining() {
        draining = true;
    }

    private @Nullable String whyDead() {
        return node.isClosed() ? "the node is closed" : null;
    }

    private @Nullable String whyNotReady() {
        if (node.isClosed()) {
            return "the node is closed";
        }
        if (draining) {
            return "the node is being taken out of service";
        }
        return hasSeeds && !databaseAnswers() ? "no seed is connected" : null;
    }

    private boolean databaseAnswers() {
        try {
            Object ignored = question().get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException | ExecutionException | IllegalStateException e) {
            return false; // nobody answers, or the node has closed just now
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private CompletableFuture<?> question() {
        lock.lock();
        try {
            CompletableFuture<?> asked = question;
            if (asked == null || asked.isDone()) {
                asked = node.database().keys("loommp").toCompletableFuture();
                question = asked;
            }
            return asked;
        } finally {
            lock.unlock();
        }
    }

    private void answer(HttpExchange exchange, @Nullable String why) throws IOException {
        try (exchange) {
            boolean body = exchange.getRequestMethod().equals("GET");
            if (!body && !exchange.getRequestMethod().equals("HEAD")) {
                exchange.getResponseHeaders().set("Allow", "GET, HEAD");
                exchange.sendResponseHeaders(405, -1);
                return;
            }
            byte[] text = ((why == null ? "ok" : why) + "\n").getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
            exchange.sendResponseHeaders(why == null ? 200 : 503, body ? text.length : -1);
            if (body) {
                try (OutputStream out = exchange.getResponseBody()) {
                    out.write(text);
                }
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
