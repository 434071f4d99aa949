package io.loommp.cli.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.cli.ExitCode;
import io.loommp.cli.testing.CommandRun;
import io.loommp.cli.testing.CommandRun.Setup;
import io.loommp.net.Credentials;
import io.loommp.net.config.ConfigFile;
import io.loommp.net.config.Section;
import io.loommp.net.config.Setting;
import io.loommp.service.ServiceCall;
import io.loommp.testing.Certificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The configuration from the command line, in the spelling of {@code aemp} and in our own (aemp.md 14.2). */
@Timeout(60)
class ConfigCommandTest {
    private static final String SECRET = "S3CR3T-canary-of-this-test";

    @TempDir
    private Path home;

    private Path path() {
        return home.resolve(".config/loommp/config.json");
    }

    private Setup setup() {
        return CommandRun.in(home);
    }

    private CommandRun ok(String... args) {
        return setup().run(args).ended(ExitCode.OK);
    }

    private ConfigFile file() throws IOException {
        return ConfigFile.read(path());
    }

    private Section profile(String name) throws IOException {
        return file().profiles().getOrDefault(name, new Section(Map.of(), null));
    }

    @Test
    void helpListsEveryWord() {
        CommandRun help = ok("config", "--help");
        assertThat(help.out())
                .contains("What can be done:", "  gensecret", "  addseed VALUE", "  show [PROFILE]", "delparent");
        for (Verb verb : Verbs.all()) {
            assertThat(help.out()).contains("  " + verb.name());
        }
    }

    @Test
    void helpOfAWordIsAboutThatWord() {
        assertThat(ok("gensecret", "--help").lines())
                .containsExactly(
                        "Usage: loommp gensecret [OPTIONS] [WORD...]",
                        "  makes a secret that nobody can guess",
                        "Options, and words that may follow: loommp config --help");
        assertThat(ok("config", "import", "--help").lines())
                .contains("Usage: loommp config import [FILE] [OPTIONS] [WORD...]");
        assertThat(ok("profile", "seed", "binds", "*:4040", "--help").lines())
                .hasSize(5)
                .contains("Usage: loommp binds A,B,... [OPTIONS] [WORD...]");
        assertThat(ok("setseeds", "--help").out()).contains("whom to dial");
        assertThat(path()).doesNotExist();
    }

    @Test
    void theTutorialsFirstLineMakesASecretAndASeed() throws IOException {
        CommandRun run = ok("gensecret", "profile", "seed", "binds", "*:4040", "seeds", "*:4040");
        assertThat(run.lines()).containsExactly("wrote " + path());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path())))
                .isEqualTo("rw-------");
        assertThat(file().global().value(Setting.SECRET).orElseThrow().toString())
                .hasSizeGreaterThanOrEqualTo(64);
        assertThat(profile("seed").value(Setting.BINDS)).contains(List.of("*:4040"));
        assertThat(profile("seed").value(Setting.SEEDS)).contains(List.of("*:4040"));
        assertThat(run.out() + run.err())
                .doesNotContain(
                        file().global().value(Setting.SECRET).orElseThrow().toString());
    }

    @Test
    void nodeIds() throws IOException {
        ok("setnodeid", "a");
        assertThat(file().global().value(Setting.NODE_ID)).contains("a");
        ok("nodeid", "%n/%u");
        assertThat(file().global().value(Setting.NODE_ID)).contains("%n/%u");
        ok("delnodeid");
        assertThat(file().global().value(Setting.NODE_ID)).isEmpty();
        setup().run("setnodeid", "a#b").failed(ExitCode.UNUSABLE, "nodeid: a node id must not contain", "--help");
        setup().run("setnodeid").failed(ExitCode.UNUSABLE, "setnodeid needs VALUE behind it", "--help");
    }

    @Test
    void secretsComeFromAFileOrTheStandardInput_andNeverFromAnArgument() throws IOException {
        setup().withInput(SECRET + "\n").run("setsecret").ended(ExitCode.OK);
        assertThat(file().global().value(Setting.SECRET)).contains(SECRET);

        Path secret = Files.writeString(home.resolve("secret"), "another-" + SECRET + "\r\n");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        ok("setsecret", "--file", "secret", "profile", "p", "nodeid", "x");
        assertThat(file().global().value(Setting.SECRET)).contains("another-" + SECRET);
        assertThat(profile("p").value(Setting.NODE_ID)).contains("x");

        CommandRun refused = setup().withInput("from the standard input").run("setsecret", SECRET);
        refused.failed(ExitCode.UNUSABLE, "never given as an argument", "setsecret --file");
        assertThat(refused.err()).doesNotContain(SECRET);
        CommandRun set = setup().run("config", "set", "secret", SECRET);
        set.failed(ExitCode.UNUSABLE, "never given as an argument", "standard input");
        assertThat(set.err()).doesNotContain(SECRET);

        assertThat(setup().withInput("short")
                        .run("setsecret")
                        .ended(ExitCode.OK)
                        .err())
                .contains("fewer than 16 octets");
        setup().run("setsecret", "--file", "nowhere").failed(ExitCode.UNUSABLE, "there is no such file", "permissions");
        setup().run("setsecret").failed(ExitCode.UNUSABLE, "secret: it is empty", "--help");
        ok("delsecret");
        assertThat(file().global().value(Setting.SECRET)).isEmpty();
    }

    @Test
    void certificates() throws IOException {
        ok("gencert");
        Credentials made =
                Credentials.ofPem((String) file().global().value(Setting.CERT).orElseThrow());
        assertThat(Duration.between(Instant.now(), made.validUntil()))
                .isBetween(Duration.ofDays(3640), Duration.ofDays(3660));

        String pem = Certificates.other();
        Path cert = Files.writeString(home.resolve("cert"), pem);
        Files.setPosixFilePermissions(cert, PosixFilePermissions.fromString("rw-------"));
        ok("setcert", "cert");
        assertThat(file().global().value(Setting.CERT)).contains(pem);
        setup().withInput("no PEM")
                .run("setcert", "-")
                .failed(ExitCode.UNUSABLE, "cert: there is no private key", "--help");
        ok("delcert");
        assertThat(file().global().value(Setting.CERT)).isEmpty();
    }

    @Test
    void seeds() throws IOException {
        ok("setseeds", "a:1,b:2");
        ok("addseed", "c:3");
        assertThat(file().global().value(Setting.SEEDS)).contains(List.of("a:1", "b:2", "c:3"));
        ok("delseed", "a:1");
        assertThat(file().global().value(Setting.SEEDS)).contains(List.of("b:2", "c:3"));
        ok("setseeds", "[\"d:4\"]");
        assertThat(file().global().value(Setting.SEEDS)).contains(List.of("d:4"));
        setup().run("delseed", "z:9").failed(ExitCode.UNUSABLE, "seeds: z:9 is not among [d:4]", "--help");
        setup().run("setseeds", "a:b:c").failed(ExitCode.UNUSABLE, "seeds: \"a:b:c\" is no host:port", "--help");
        ok("delseeds");
        assertThat(file().global().value(Setting.SEEDS)).isEmpty();
    }

    @Test
    void binds() throws IOException {
        ok("setbinds", "*:4040", "addbind", "127.0.0.1:4041");
        assertThat(file().global().value(Setting.BINDS)).contains(List.of("*:4040", "127.0.0.1:4041"));
        ok("delbind", "*:4040");
        assertThat(file().global().value(Setting.BINDS)).contains(List.of("127.0.0.1:4041"));
        ok("setbinds", "[]");
        assertThat(file().global().value(Setting.BINDS)).contains(List.of());
        ok("delbinds");
        assertThat(file().global().value(Setting.BINDS)).isEmpty();
    }

    @Test
    void services() throws IOException {
        ok("setservices", "[[\"chat\",\"room\"],\"echo\"]", "addservice", "echo");
        assertThat(file().global().value(Setting.SERVICES))
                .contains(List.of(
                        ServiceCall.of("chat", List.of("room")), ServiceCall.of("echo"), ServiceCall.of("echo")));
        ok("delservice", "echo");
        assertThat((List<?>) file().global().value(Setting.SERVICES).orElseThrow())
                .hasSize(2);
        assertThat(ok("addservice", "none-of-this-name").err())
                .isEqualTo(
                        "loommp: there is no service none-of-this-name here: loommp run finds it by --classpath only."
                                + System.lineSeparator());
        ok("delservices");
        assertThat(file().global().value(Setting.SERVICES)).isEmpty();
    }

    @Test
    void profiles() throws IOException {
        ok("profile", "family", "nodeid", "f", "profile", "child", "setparent", "family");
        assertThat(profile("child").parent()).isEqualTo("family");
        assertThat(ok("config", "show", "child").out()).containsPattern("(?m)^nodeid +f$");
        assertThat(ok("showprofile", "child").out())
                .containsPattern("(?m)^parent +family$")
                .doesNotContain("nodeid");
        assertThat(ok("config", "profiles", "--json").objects())
                .extracting("profile")
                .containsExactly("family", "child");
        setup().run("profile", "family", "setparent", "child")
                .failed(ExitCode.UNUSABLE, "it goes in a circle", "--help");
        setup().run("delprofile", "family").failed(ExitCode.UNUSABLE, "profile child, parent: it is family", "--help");
        setup().run("setparent", "family").failed(ExitCode.UNUSABLE, "only a profile has a parent", "profile NAME");
        setup().run("showprofile", "nobody").failed(ExitCode.UNUSABLE, "there is no profile nobody", "--help");
        setup().run("delprofile", "nobody").failed(ExitCode.UNUSABLE, "there is no profile nobody", "--help");
        ok("profile", "child", "delparent");
        ok("delprofile", "family");
        assertThat(file().profiles()).containsOnlyKeys("child");
        ok("config", "--profile", "new", "set", "seeds", "a:1", "add", "seeds", "b:2", "del", "nodeid");
        assertThat(profile("new").value(Setting.SEEDS)).contains(List.of("a:1", "b:2"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    monitor_timeout  | 10
                    connect_interval | 500ms
                    framing_format   | ["json","cbor"]
                    auth_offer       | ["hmac_sha3_512"]
                    auth_accept      | hmac_sha3_512
                    relay            | on
                    selector_threads | 2
                    packet_bytes_max | 2MiB
                    """)
    void transportSettings(String key, String value) throws IOException {
        Setting setting = Setting.ofKey(key).orElseThrow();
        ok("set" + key, value);
        assertThat(file().global().value(setting)).contains(setting.parse(value));
        ok("del" + key);
        assertThat(file().global().value(setting)).isEmpty();
        ok(key, value);
        assertThat(file().global().value(setting)).isPresent();
    }

    @Test
    void nodeServicesAreThoseThatThereAre() throws IOException {
        setup().run("config", "set", "node_services", "ports,shell")
                .failed(ExitCode.UNUSABLE, "node_services: \"shell\" is no node service; there are ports,", "--help");
        assertThat(path()).doesNotExist();
        ok("config", "set", "node_services", "ports");
        setup().run("config", "add", "node_services", "shell")
                .failed(ExitCode.UNUSABLE, "node_services: \"shell\" is no node service", "--help");
        assertThat(file().global().value(Setting.NODE_SERVICES)).contains(List.of("ports"));
    }

    /** Each of two limits is what the other one must be within; what fits together may be said in either order. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    handshaking_max           | 5000  | handshaking_per_address_max | 300
                    handshaking_max           | 10    | handshaking_per_address_max | 10
                    outbound_high_water_bytes | 64KiB | outbound_bytes_max          | 512KiB
                    outbound_high_water_bytes | 1GiB  | outbound_bytes_max          | 2GiB
                    """)
    void limitsThatBoundEachOther(String one, String oneValue, String other, String otherValue) throws IOException {
        ok(one, oneValue, other, otherValue);
        ok("del" + one, "del" + other);
        ok(other, otherValue, one, oneValue);
        for (String key : List.of(one, other)) {
            assertThat(file().global().value(Setting.ofKey(key).orElseThrow())).isPresent();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    handshaking_max             | 0
                    handshaking_per_address_max | 0
                    outbound_high_water_bytes   | 0
                    outbound_bytes_max          | 0
                    outbound_bytes_max          | 1024GiB
                    """)
    void limitsThatFitNothing(String key, String value) {
        setup().run(key, value).failed(ExitCode.UNUSABLE, key + ": ", "--help");
        assertThat(path()).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "eval",
                "seteval",
                "deleval",
                "setsecure",
                "secure",
                "delsecure",
                "setautocork",
                "autocork",
                "setnodelay"
            })
    void whatMeansNothingHereSaysWhy(String word) {
        setup().run(word, "1").failed(ExitCode.UNUSABLE, word + " means nothing here: ", "--help");
        assertThat(path()).doesNotExist();
    }

    @Test
    void showConfigSaysWhatCountsAndMasksSecrets() {
        setup().withInput(SECRET)
                .run("setsecret", "seeds", "a:1", "profile", "p", "monitor_timeout", "5")
                .ended(ExitCode.OK);
        CommandRun shown = setup().with("LOOMMP_RELAY", "1")
                .run("config", "show", "--origin", "p")
                .ended(ExitCode.OK);
        assertThat(shown.out())
                .contains("# profile p, file " + path())
                .containsPattern("(?m)^secret +\\*\\*\\* +" + path() + ", global$")
                .containsPattern("(?m)^seeds +a:1 +" + path() + ", global$")
                .containsPattern("(?m)^monitor_timeout +5 s +" + path() + ", profile p$")
                .containsPattern("(?m)^relay +true +environment LOOMMP_RELAY$")
                .containsPattern("(?m)^binds +\\* +default$")
                .doesNotContain(SECRET);
        assertThat(ok("showconfig", "p", "seeds", "z:9").out()).containsPattern("(?m)^seeds +z:9$");
        CommandRun json = ok("config", "show", "p", "--json");
        assertThat(json.objects()).contains(Map.of("key", "secret", "value", "***", "origin", path() + ", global"));
        assertThat(json.out()).doesNotContain(SECRET);
        setup().run("showconfig", "p", "seeds")
                .failed(ExitCode.UNUSABLE, "\"seeds\" has no value", "showconfig PROFILE");
    }

    @Test
    void pathSaysWhichFileIsRead() {
        assertThat(ok("config", "path").lines()).containsExactly(path() + " (default; there is no such file yet)");
        assertThat(setup().with("LOOMMP_CONFIG", "here")
                        .run("config", "path", "--json")
                        .objects())
                .containsExactly(Map.of(
                        "path",
                        home.resolve("here").toString(),
                        "exists",
                        false,
                        "anyevent_mp",
                        false,
                        "because",
                        "LOOMMP_CONFIG"));
    }

    @Test
    void aFileOfAnyEventMpIsTakenOverAndNotChanged() throws IOException {
        Path perl = Files.writeString(
                home.resolve(".perl-anyevent-mp"), "{\"secret\":\"" + SECRET + "\",\"eval\":\"die\",}");
        Files.setPosixFilePermissions(perl, PosixFilePermissions.fromString("rw-------"));
        setup().run("setnodeid", "a").failed(ExitCode.UNUSABLE, "is not changed: " + perl, "loommp config import");
        CommandRun imported = ok("config", "import");
        assertThat(imported.lines())
                .contains("left out: " + perl + ", global, eval: it means nothing here", "wrote " + path());
        assertThat(file().global().value(Setting.SECRET)).contains(SECRET);
        setup().run("config", "import").failed(ExitCode.UNUSABLE, "there is a configuration already", "out of the way");
        ok("setnodeid", "a");
        assertThat(Files.readString(perl)).contains("\"eval\":\"die\"");
    }

    @Test
    void nothingIsDoneIfAnythingIsWrong() throws IOException {
        ok("setnodeid", "a");
        setup().run("setnodeid", "b", "seeds", "a:b:c").failed(ExitCode.UNUSABLE, "seeds: ", "--help");
        setup().run("setnodeid", "b", "setseed", "x:1")
                .failed(ExitCode.UNUSABLE, "\"setseed\" is nothing", "Is it setseeds?");
        setup().run("config").failed(ExitCode.UNUSABLE, "there is nothing to be done", "--help");
        setup().run("config", "set", "seed", "x:1")
                .failed(ExitCode.UNUSABLE, "\"seed\" is no setting.", "Is it seeds? More: loommp config --help");
        setup().run("config", "add", "nodeid", "x").failed(ExitCode.UNUSABLE, "nodeid is no list", "--help");
        assertThat(file().global().value(Setting.NODE_ID)).contains("a");
        assertThat(ok("setnodeid", "a").out()).isEmpty();
        assertThat(setup().run("config", "--json", "setnodeid", "c").objects())
                .containsExactly(Map.of("written", path().toString()));
    }

    @Test
    void aFileThatIsWrongOrCannotBeWrittenIsSaid() throws IOException {
        ok("setnodeid", "a");
        Files.writeString(path(), "{\"nodeid\": 5}");
        setup().run("setnodeid", "b").failed(ExitCode.UNUSABLE, "global, nodeid: 5 is not a text", "editor");
        Path blocked = Files.writeString(home.resolve("blocked"), "");
        setup().with("LOOMMP_CONFIG", blocked.resolve("config").toString())
                .run("setnodeid", "b")
                .failed(ExitCode.FAILED, "cannot write " + blocked.resolve("config"), "permissions of its directory");
    }

    @Test
    void allWordsMayBeOneArrayOfJson() throws IOException {
        ok("[\"profile\", \"p\", \"setservices\", [\"echo\"]]");
        assertThat(profile("p").value(Setting.SERVICES)).contains(List.of(ServiceCall.of("echo")));
    }
}
