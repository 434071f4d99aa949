package io.loommp.cookbook;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.loommp.Message;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.local.LocalNodes;
import io.loommp.loom.ThreadPorts;
import io.loommp.loom.ThreadSelf;
import io.loommp.server.Call;
import io.loommp.server.Rejected;
import io.loommp.server.Server;
import io.loommp.testkit.Probe;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Recipes: calls of JDBC and HTTP from ports. */
@Timeout(30)
class OutsideTest {
    @AutoClose
    private final Node node = LocalNodes.start("node");

    // cookbook: jdbc
    record FindName(int id) implements Call<Name> {}

    record Name(String name) {}

    /** A port that has a connection for itself; several of them are a pool. */
    static Port people(Node node, DataSource source) {
        return ThreadPorts.platform(
                node,
                self -> Server.run(self, server -> {
                    Connection connection = self.own(source.getConnection()).value();
                    server.call(FindName.class, find -> new Name(nameOf(connection, find.id())));
                }));
    }

    static String nameOf(Connection connection, int id) throws Exception {
        try (PreparedStatement query = connection.prepareStatement("select name from people where id = ?")) {
            query.setQueryTimeout(5);
            query.setInt(1, id);
            ResultSet found = query.executeQuery();
            if (!found.next()) {
                throw new Rejected("nobody has the number " + id);
            }
            return found.getString(1);
        }
    }
    // end

    @Test
    void jdbc() throws Exception {
        JdbcDataSource source = new JdbcDataSource();
        source.setURL("jdbc:h2:mem:cookbook");
        try (Connection keeper = source.getConnection()) {
            keeper.createStatement().execute("create table people (id int primary key, name varchar(40))");
            keeper.createStatement().execute("insert into people values (1, 'Ann')");
            Port people = people(node, source);
            Duration limit = Duration.ofSeconds(20);

            Name found = ThreadPorts.call(node, self -> Server.call(self, people, limit, new FindName(1)));
            assertThat(found).isEqualTo(new Name("Ann"));
            String refused = ThreadPorts.call(node, self -> refusal(self, people, limit));
            assertThat(refused).isEqualTo("nobody has the number 2");

            people.kill();
            people.terminated().toCompletableFuture().get(10, TimeUnit.SECONDS);
            ResultSet sessions =
                    keeper.createStatement().executeQuery("select count(*) from information_schema.sessions");
            assertThat(sessions.next()).isTrue();
            assertThat(sessions.getInt(1)).isEqualTo(1);
        }
    }

    private static String refusal(ThreadSelf self, Port people, Duration limit) {
        try {
            return "found: " + Server.call(self, people, limit, new FindName(2));
        } catch (Rejected e) {
            return String.valueOf(e.getMessage());
        }
    }

    // cookbook: http
    /** Fetches pages, each beside the others: ["fetch", address, answerTo]. */
    static void fetcher(ThreadSelf self) {
        HttpClient http = self.own(HttpClient.newHttpClient()).value();
        while (true) {
            Message order = self.get("fetch");
            self.fork(() -> fetch(self, http, URI.create(order.string(1)), order.port(2)));
        }
    }

    private static void fetch(ThreadSelf self, HttpClient http, URI page, PortId answerTo) throws InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(page).timeout(Duration.ofSeconds(10)).build();
        try {
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            self.send(answerTo, "fetched", response.statusCode(), response.body());
        } catch (IOException e) {
            self.send(answerTo, "failed", e.toString());
        }
    }
    // end

    @Test
    void http() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        CountDownLatch slow = new CountDownLatch(1);
        server.setExecutor(task -> Thread.ofVirtual().start(task));
        server.createContext("/", exchange -> {
            if (exchange.getRequestURI().getPath().equals("/slow")) {
                await(slow);
            }
            byte[] page = exchange.getRequestURI().getPath().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
            exchange.close();
        });
        server.start();
        Port fetcher = ThreadPorts.spawn(node, OutsideTest::fetcher);
        try (Probe reader = Probe.on(node)) {
            String top = "http://127.0.0.1:" + server.getAddress().getPort();
            node.send(fetcher, "fetch", top + "/slow", reader);
            node.send(fetcher, "fetch", top + "/quick", reader);
            reader.expectMessage("fetched", 200, "/quick");
            slow.countDown();
            reader.expectMessage("fetched", 200, "/slow");
        } finally {
            server.stop(0);
        }
        try (Probe reader = Probe.on(node)) {
            node.send(
                    fetcher, "fetch", "http://127.0.0.1:" + server.getAddress().getPort(), reader);
            assertThat(reader.expect("failed").string(1)).contains("ConnectException");
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
