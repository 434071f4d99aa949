package io.loommp.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.loommp.Node;
import io.loommp.cli.ExitCode;
import io.loommp.cli.testing.CommandRun;
import io.loommp.cli.testing.CommandRun.Setup;
import io.loommp.net.NodeConfig;
import io.loommp.net.Nodes;
import io.loommp.net.Secret;
import io.loommp.testing.Certificates;
import io.loommp.testing.FreePort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the doctor finds, and what he says about it. */
@Timeout(120)
class DoctorCommandTest {
    private static final String SECRET = "S3CR3T-canary-of-this-test";

    @TempDir
    private Path home;

    private Setup configured(String json) throws IOException {
        Path file = home.resolve("config.json");
        Files.writeString(file, json.replace('\'', '"'));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return CommandRun.in(home).with("LOOMMP_CONFIG", file.toString());
    }

    private static void expect(CommandRun run, String verdict, String check, String found) {
        assertThat(run.lines())
                .as("%s", run.out())
                .anyMatch(line -> line.matches(verdict + " *" + check + " .*") && line.contains(found));
        assertThat(run.out() + run.err()).doesNotContain(SECRET);
    }

    private static Node seed(String secret) {
        return Nodes.start(NodeConfig.builder()
                .nodeId("the-seed")
                .secret(Secret.of(secret))
                .bind("127.0.0.1:0")
                .build());
    }

    @Test
    void withNothingConfiguredItSaysWhatIsMissing() {
        CommandRun run = CommandRun.in(home).run("doctor").ended(ExitCode.OK);
        expect(run, "(ok|warn)", "java", Runtime.version().toString());
        expect(run, "ok", "file", "there is none, and none is needed");
        expect(run, "warn", "secret", "talks to nobody");
        expect(run, "ok", "binds", "listens nowhere");
        expect(run, "warn", "seeds", "there are none");
        assertThat(run.out()).contains("      loommp gensecret");
        assertThat(CommandRun.in(home)
                        .run("doctor", "--help")
                        .ended(ExitCode.OK)
                        .out())
                .contains("--json");
    }

    @Test
    void aNetworkThatWorksIsOk() throws IOException {
        try (Node seed = seed(SECRET)) {
            String address = seed.addresses().getFirst();
            CommandRun run = configured(
                            "{'secret': '%s', 'seeds': ['%s'], 'binds': ['127.0.0.1:0']}".formatted(SECRET, address))
                    .run("doctor")
                    .ended(ExitCode.OK);
            expect(run, "ok", "secret", "there is one");
            expect(run, "ok", "binds", "127.0.0.1:0 is free");
            expect(run, "ok", "seed", address + " is the node the-seed, and takes this one");
            expect(run, "ok", "clock", "the same time");
        }
    }

    @Test
    void anIdThatIsInUseIsFound() throws IOException {
        try (Node seed = seed(SECRET)) {
            String address = seed.addresses().getFirst();
            Setup setup = configured("{'secret': '%s', 'seeds': ['%s'], 'binds': []}".formatted(SECRET, address));
            NodeConfig taken = NodeConfig.builder()
                    .nodeId("on-" + CommandRun.HOST)
                    .secret(Secret.of(SECRET))
                    .seed(address)
                    .build();
            try (Node other = Nodes.start(taken)) {
                await().until(() -> seed.isUp(other.id()));
                CommandRun run = setup.run("doctor", "--nodeid=on-%n").ended(ExitCode.OK);
                expect(run, "warn", "nodeid", "a node called on-testhost is connected with the-seed");
                for (String free : List.of("--nodeid=free", "--nodeid=on-%n/%u", "--nodeid=on-%n/")) {
                    assertThat(setup.run("doctor", free).ended(ExitCode.OK).out())
                            .doesNotContain("nodeid ");
                }
            }
        }
    }

    @Test
    void anOldJavaIsFound() {
        assertThat(JavaChecks.pins(Runtime.Version.parse("21.0.5"))).isTrue();
        assertThat(JavaChecks.pins(Runtime.Version.parse("24"))).isFalse();
    }

    @Test
    void aWrongSecretIsFound() throws IOException {
        try (Node seed = seed("quite another secret")) {
            String address = seed.addresses().getFirst();
            CommandRun run = configured("{'secret': '%s', 'seeds': ['%s'], 'binds': []}".formatted(SECRET, address))
                    .run("doctor", "--timeout=2", "--json")
                    .ended(ExitCode.FAILED);
            Map<String, Object> finding = run.objects().stream()
                    .filter(object -> "seed".equals(object.get("check")))
                    .findFirst()
                    .orElseThrow();
            assertThat(finding).containsEntry("verdict", "fail");
            assertThat(String.valueOf(finding.get("found")))
                    .contains("is the node the-seed, but it does not take this node");
            assertThat(String.valueOf(finding.get("advice"))).contains("the same secret on both sides");
        }
    }

    @Test
    void seedsThatAreNoneAreFound() throws Exception {
        try (ServerSocket talkative = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread talker = Thread.ofVirtual().start(() -> greet(talkative));
            String other = "127.0.0.1:" + talkative.getLocalPort();
            String nobody = FreePort.address();
            CommandRun run = configured("{'secret': '%s', 'binds': [], 'seeds': ['%s', '%s', 'no.such.host.invalid:1']}"
                            .formatted(SECRET, other, nobody))
                    .run("doctor", "--timeout=2")
                    .ended(ExitCode.FAILED);
            expect(run, "fail", "seed", "cannot reach " + nobody);
            expect(run, "fail", "seed", other + ": something listens there that is no node");
            expect(run, "fail", "seeds", "no.such.host.invalid:1: the name has no address");
            talker.join();
        }
    }

    private static void greet(ServerSocket server) {
        try (Socket socket = server.accept()) {
            socket.getOutputStream().write("SSH-2.0-other\r\n".getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void filesThatAreNotTheirOwnersAloneAreFound() throws IOException {
        Setup setup = configured("{'secret': '%s', 'binds': []}".formatted(SECRET));
        Path file = home.resolve("config.json");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        expect(setup.run("doctor").ended(ExitCode.OK), "warn", "file", "others than its owner can read it");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
        CommandRun refused = setup.run("doctor").ended(ExitCode.FAILED);
        expect(refused, "fail", "file", "everybody can write");
        assertThat(refused.out()).contains("chmod 600 " + file);
    }

    @Test
    void mistakesInTheConfigurationAreFound() throws IOException {
        expect(configured("{'seedz': []}").run("doctor").ended(ExitCode.FAILED), "fail", "file", "Is it seeds?");
        expect(
                configured("{'secret': '%s', 'binds': ['a:b:c']}".formatted(SECRET))
                        .run("doctor")
                        .ended(ExitCode.FAILED),
                "fail",
                "configuration",
                "binds: \"a:b:c\" is no host:port");
        expect(
                configured("{}").with("LOOMMP_SEED", "x").run("doctor").ended(ExitCode.OK),
                "warn",
                "environment",
                "LOOMMP_SEED means nothing");
    }

    @Test
    void itLooksAtTheProfilesThatItIsTold() throws IOException {
        Setup setup = configured("""
                {'secret': '%s', 'seeds': [], 'profile': {
                  'good': {'nodeid': 'the-good', 'binds': ['127.0.0.1:0']},
                  'bad': {'binds': ['no.such.host.invalid:1']}}}""".formatted(SECRET));
        CommandRun usual = setup.with("LOOMMP_BINDS", "[]").run("doctor").ended(ExitCode.OK);
        expect(usual, "ok", "profile", CommandRun.HOST);
        expect(usual, "ok", "profiles", "not looked at: good, bad; loommp doctor NAME... does");
        for (List<String> words : List.of(List.of("doctor", "good"), List.of("doctor", "--profile=good"))) {
            CommandRun good = setup.run(words.toArray(String[]::new)).ended(ExitCode.OK);
            expect(good, "ok", "profile", "good, node id the-good");
            assertThat(good.out()).doesNotContain("not looked at", CommandRun.HOST);
        }
        CommandRun both = setup.run("doctor", "good", "bad").ended(ExitCode.FAILED);
        expect(both, "ok", "profile", "good, node id the-good");
        expect(both, "ok", "profile", "bad, ");
        expect(both, "fail", "binds", "no.such.host.invalid");
        expect(
                setup.run("doctor", "--profile=ugly", "good").ended(ExitCode.FAILED),
                "fail",
                "configuration",
                "there is no profile ugly");
    }

    @Test
    void anAddressThatIsTakenIsFound() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String address = "127.0.0.1:" + taken.getLocalPort();
            CommandRun run = configured("{'secret': '%s', 'binds': ['%s']}".formatted(SECRET, address))
                    .run("doctor")
                    .ended(ExitCode.OK);
            expect(run, "warn", "binds", "cannot listen on " + address);
        }
    }

    @Test
    void certificatesAreLookedAt() throws IOException {
        for (Map.Entry<String, String> expected :
                List.of(Map.entry(Certificates.shared(), "warn"), Map.entry(Certificates.expired(), "fail"))) {
            Path cert = home.resolve("cert-" + expected.getValue());
            Files.writeString(cert, expected.getKey());
            Files.setPosixFilePermissions(cert, PosixFilePermissions.fromString("rw-------"));
            CommandRun run = configured("{'cert_file': '%s', 'binds': []}".formatted(cert))
                    .run("doctor");
            run.ended(expected.getValue().equals("fail") ? ExitCode.FAILED : ExitCode.OK);
            expect(run, expected.getValue(), "certificate", "it is valid until");
            expect(run, "ok", "secret", "the certificate proves nodes");
        }
        CommandRun.in(home).run("gencert").ended(ExitCode.OK);
        expect(
                CommandRun.in(home).with("LOOMMP_BINDS", "[]").run("doctor").ended(ExitCode.OK),
                "ok",
                "certificate",
                "key and certificate fit");
    }
}
