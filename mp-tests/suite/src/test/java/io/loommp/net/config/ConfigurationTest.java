package io.loommp.net.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.loommp.Node;
import io.loommp.net.NodeConfig;
import io.loommp.net.Nodes;
import io.loommp.service.ServiceCall;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.assertj.core.util.Throwables;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What counts of all that is said (aemp.md 2.2), and where mistakes are (14.1). */
@Timeout(60)
class ConfigurationTest {
    private static final String SECRET = "S3CR3T-canary-of-this-test";

    @TempDir
    private Path home;

    private Environment environment(Map<String, String> variables) {
        return new Environment(variables, home, home, "testhost");
    }

    private Path write(String json) throws IOException {
        Path file = ConfigPlace.toWrite(environment(Map.of())).path();
        Files.createDirectories(file.resolveSibling(""));
        Files.writeString(file, json);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return file;
    }

    private Configuration configuration() {
        return Configuration.of(environment(Map.of()));
    }

    /** Each place says the node id, or nothing; the last that does counts, and the name of the place is its origin. */
    @ParameterizedTest(name = "{index}: {0} {1} {2} {3} {4} {5} -> {6}")
    @CsvSource(textBlock = """
                    # program, global, parent, profile, environment, option, expected,  origin
                    ,          ,       ,       ,        ,            ,       mine/,     default
                    p,         ,       ,       ,        ,            ,       p,         program
                    p,         g,      ,       ,        ,            ,       g,         global
                    p,         g,      h,      ,        ,            ,       h,         profile family
                    p,         g,      h,      i,       ,            ,       i,         profile mine
                    p,         g,      h,      i,       e,           ,       e,         environment LOOMMP_NODEID
                    p,         g,      h,      i,       e,           o,      o,         option --nodeid
                    ,          ,       h,      ,        ,            ,       h,         profile family
                    ,          g,      ,       i,       ,            ,       i,         profile mine
                    p,         ,       ,       ,        e,           ,       e,         environment LOOMMP_NODEID
                    p,         ,       ,       ,        ,            o,      o,         option --nodeid
                    """)
    void theLastWhoSaysAnythingCounts(
            @Nullable String program,
            @Nullable String global,
            @Nullable String parent,
            @Nullable String profile,
            @Nullable String environment,
            @Nullable String option,
            String expected,
            String origin)
            throws IOException {
        write("{%s \"profile\": {\"family\": {%s}, \"mine\": {%s \"parent\": \"family\"}}}"
                .formatted(nodeId(global), nodeId(parent), nodeId(profile)));
        NodeConfig.Builder builder = NodeConfig.builder();
        if (program != null) {
            builder.nodeId(program);
        }
        Configuration configuration = Configuration.of(
                        environment(environment == null ? Map.of() : Map.of("LOOMMP_NODEID", environment)))
                .program(builder)
                .profile("mine");
        if (option != null) {
            configuration.option(Setting.NODE_ID, option, "option --nodeid");
        }

        Resolved resolved = configuration.resolve();
        assertThat(resolved.origin(Setting.NODE_ID).toString()).endsWith(origin);
        assertThat(resolved.nodeConfig().nodeId()).isEqualTo(expected);
    }

    private static String nodeId(@Nullable String id) {
        return id == null ? "" : "\"nodeid\": \"" + id + "\",";
    }

    @Test
    void byForceTheProgramBeatsFileAndEnvironment_butItsDefaultsDoNot() throws IOException {
        write("{\"nodeid\": \"g\", \"monitor_timeout\": 7}");
        NodeConfig config = Configuration.of(environment(Map.of("LOOMMP_NODEID", "e")))
                .program(NodeConfig.builder().nodeId("p"))
                .force()
                .resolve()
                .nodeConfig();
        assertThat(config.nodeId()).isEqualTo("p");
        assertThat(config.monitorTimeout()).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void exactlyWhatTheProgramSaysIsWithoutFileAndEnvironment() throws IOException {
        write("{\"nodeid\": \"g\", \"secret\": \"" + SECRET + "\"}");
        NodeConfig config = Configuration.of(environment(Map.of("LOOMMP_RELAY", "1")))
                .program(NodeConfig.builder().nodeId("p"))
                .exact()
                .resolve()
                .nodeConfig();
        assertThat(config).isEqualTo(NodeConfig.builder().nodeId("p").build());
    }

    @Test
    void withoutAnyFileAProgramGetsItsDefaults() {
        assertThat(configuration().resolve().nodeConfig())
                .isEqualTo(NodeConfig.builder().build());
    }

    @Test
    void theProfileIsThatOfTheHostUnlessAVariableOrTheProgramNamesAnother() throws IOException {
        write("{\"profile\": {\"testhost\": {\"nodeid\": \"h\"}, \"other\": {\"nodeid\": \"o\"}}}");
        assertThat(configuration().resolve().nodeConfig().nodeId()).isEqualTo("h");
        assertThat(Configuration.of(environment(Map.of("LOOMMP_PROFILE", "other")))
                        .resolve()
                        .nodeConfig()
                        .nodeId())
                .isEqualTo("o");
        assertThat(Configuration.of(environment(Map.of("LOOMMP_PROFILE", "other")))
                        .profile("testhost")
                        .resolve()
                        .nodeConfig()
                        .nodeId())
                .isEqualTo("h");
        assertThatThrownBy(() -> configuration().profile("nobody").resolve())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("there is no profile nobody");
    }

    @Test
    void listsAreReplacedAndNotJoined_andCommasSeparate() throws IOException {
        write("{\"seeds\": [\"a:1\", \"b:2,c:3\"], \"secret\": \"" + SECRET + "\","
                + " \"profile\": {\"testhost\": {\"binds\": [4040]}}}");
        NodeConfig config = configuration().resolve().nodeConfig();
        assertThat(config.seeds()).containsExactly("a:1", "b:2", "c:3");
        assertThat(config.binds()).containsExactly("4040");
        assertThat(Configuration.of(environment(Map.of("LOOMMP_SEEDS", "d:4,e:5")))
                        .resolve()
                        .nodeConfig()
                        .seeds())
                .containsExactly("d:4", "e:5");
        assertThat(Configuration.of(environment(Map.of("LOOMMP_SEEDS", "[]")))
                        .resolve()
                        .nodeConfig()
                        .seeds())
                .isEmpty();
    }

    @Test
    void aNodeWithAConfiguredSecretListensUnlessSomebodySaysNo() throws IOException {
        write("{\"secret\": \"" + SECRET + "\", \"profile\": {\"quiet\": {\"binds\": []}}}");
        assertThat(configuration().resolve().nodeConfig().binds()).containsExactly("*");
        assertThat(configuration().profile("quiet").resolve().nodeConfig().binds())
                .isEmpty();
        assertThat(configuration()
                        .program(NodeConfig.builder().binds(List.of("127.0.0.1:0")))
                        .resolve()
                        .nodeConfig()
                        .binds())
                .containsExactly("127.0.0.1:0");
    }

    @Test
    void aSecretAndAFileWithOneReplaceEachOther_andTheFileIsNextToTheConfiguration() throws IOException {
        Path file = write("{\"secret\": \"" + SECRET + "\","
                + " \"profile\": {\"testhost\": {\"secret_file\": \"secret\", \"binds\": []}}}");
        Path secret = Files.writeString(file.resolveSibling("secret"), "another one, of 16 octets or more\n");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        Resolved resolved = configuration().resolve();
        assertThat(resolved.values()).containsKey(Setting.SECRET_FILE).doesNotContainKey(Setting.SECRET);
        assertThat(resolved.nodeConfig().secret()).isNotNull();

        Files.delete(secret);
        assertThatThrownBy(() -> configuration().resolve().nodeConfig())
                .hasMessageContaining("profile testhost, secret_file: there is no such file: " + secret);
    }

    @Test
    void servicesHaveArguments() throws IOException {
        write("{\"services\": [\"echo\", [\"chat\", \"room\", 5]]}");
        assertThat(configuration().resolve().services())
                .containsExactly(ServiceCall.of("echo"), ServiceCall.of("chat", List.of("room", 5)));
        assertThat(configuration().resolve().nodeServices()).isEmpty();
        assertThat(Configuration.of(environment(Map.of("LOOMMP_NODE_SERVICES", "[]")))
                        .resolve()
                        .nodeServices())
                .contains(List.of());
    }

    /** File, profile and key are named, and what is wrong. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {"seed": ["a:1"]}                                  | global, seed: there is no such setting. Is it seeds?
                    {"profile": {"p": {"autocork": 1}}}                | profile p, autocork: there is no such setting in LoomMP
                    {"seeds": 5}                                       | global, seeds: 5 is not a list of texts
                    {"seeds": [["a"]]}                                 | global, seeds: [["a"]] is not a list of texts
                    {"nodeid": 5}                                      | global, nodeid: 5 is not a text
                    {"nodeid": null}                                   | global, nodeid: null is not a text
                    {"secret": ["S3CR3T"]}                             | global, secret: what stands there is no text
                    {"profile": {"p": {"monitor_timeout": "soon"}}}    | profile p, monitor_timeout: "soon" is not a time
                    {"packet_bytes_max": "1 TB"}                       | global, packet_bytes_max: "1 TB" is not a number of octets
                    {"relay": "perhaps"}                               | global, relay: "perhaps" is not true or false
                    {"handshaking_max": 1.5}                           | global, handshaking_max: 1.5 is not a whole number
                    {"services": [[]]}                                 | global, services: [[]] is not a list of services
                    {"version": 2}                                     | global, version: 2 is not 1
                    {"profile": {"a": {"parent": "b"}, "b": {"parent": "a"}}} | profile a, parent: it goes in a circle, a, b, a
                    {"profile": {"a": {"parent": "b"}}}                | profile a, parent: there is no profile b
                    {"profile": {"a": {"parent": 1}}}                  | profile a, parent: 1 is not the name of a profile
                    {"profile": {"a": 1}}                              | profile a: it is no JSON object
                    {"secret": "x", "secret_file": "y"}                | global, secret: secret_file says the same
                    {"nodeid": "a", "nodeid": "b"}                     | : a key stands there twice (line 1, column
                    {"nodeid": S3CR3T}                                 | : it is no JSON (line 1, column
                    []                                                 | : it is no JSON object
                    """)
    void mistakesHaveAPlace(String json, String problem) throws IOException {
        Path file = write(json);
        assertThatThrownBy(() -> configuration().resolve())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(file.toString())
                .hasMessageContaining(problem)
                .satisfies(e -> assertThat(Throwables.getStackTrace(e)).doesNotContain("S3CR3T"));
    }

    @Test
    void soHaveThoseThatOnlyANodeFinds() throws IOException {
        Path file = write("{\"secret\": \"" + SECRET + "\", \"profile\": {\"testhost\": {\"seeds\": [\"a:b:c\"]}}}");
        assertThatThrownBy(() -> configuration().resolve().nodeConfig())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(file + ", profile testhost, seeds: \"a:b:c\" is no host:port"
                        + " (an IPv6 address stands in brackets)");
        assertThatThrownBy(() -> Configuration.of(environment(Map.of("LOOMMP_RELAY", "perhaps")))
                        .resolve())
                .hasMessage("environment LOOMMP_RELAY: \"perhaps\" is not true or false");
        assertThatThrownBy(() -> Configuration.of(environment(Map.of("LOOMMP_CONFIG", "nowhere")))
                        .resolve())
                .hasMessageContaining("LOOMMP_CONFIG: there is no file");
    }

    @Test
    void soHaveLimitsThatDoNotFitTogether() throws IOException {
        Path file = write("{\"handshaking_max\": 5000, \"handshaking_per_address_max\": 300,"
                + " \"profile\": {\"testhost\": {\"handshaking_max\": 200}}}");
        assertThatThrownBy(() -> configuration().resolve().nodeConfig())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(file + ", global, handshaking_per_address_max: 300 is not within 1 and 200");
        assertThat(configuration().usualProfile("other").resolve().nodeConfig().handshakingPerAddressMax())
                .isEqualTo(300);
    }

    @Test
    void aFileThatEverybodyCanWriteIsRefused() throws IOException {
        Path file = write("{}");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
        assertThatThrownBy(() -> configuration().resolve())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("everybody can write the file " + file);
    }

    @Test
    void aFileOfAnyEventMpIsReadWhenThereIsNoOther_andNothingInItIsRun() throws IOException {
        Path perl = Files.writeString(home.resolve(".perl-anyevent-mp"), """
                # made by aemp
                {
                   "version": 1,
                   "secret": "%s",
                   "seeds": ["127.0.0.1:4040"],
                   "eval": "system 'touch touched'",
                   "secure": 1, "autocork": 0,
                   "profile": {
                      "seed": { "binds": ["*:4040"], "nodeid": "seed1", },
                      "testhost": { "parent": "worker", "services": ["My::Worker::", ["echo", 1]] },
                   },
                }
                """.formatted(SECRET));
        ConfigPlace place = ConfigPlace.toRead(environment(Map.of()));
        assertThat(place.path()).isEqualTo(perl);
        assertThat(place.read().ignored())
                .containsExactly(
                        perl + ", global, eval: it means nothing here",
                        perl + ", global, secure: it means nothing here",
                        perl + ", global, autocork: it means nothing here",
                        perl + ", profile testhost, services: My::Worker:: is a module or function of Perl",
                        perl + ", profile testhost, parent: there is no profile worker");
        Resolved resolved = configuration().resolve();
        assertThat(resolved.nodeConfig().seeds()).containsExactly("127.0.0.1:4040");
        assertThat(resolved.services()).containsExactly(ServiceCall.of("echo", List.of(1)));
        assertThat(configuration().profile("seed").resolve().nodeConfig().nodeId())
                .isEqualTo("seed1");
        assertThat(home.resolve("touched")).doesNotExist();

        Path own = write("{}");
        assertThat(ConfigPlace.toRead(environment(Map.of())).path()).isEqualTo(own);
    }

    @Test
    void variablesSayWhereTheFileIs() throws IOException {
        Path xdg = home.resolve("xdg");
        assertThat(ConfigPlace.toRead(environment(Map.of())).path())
                .isEqualTo(home.resolve(".config/loommp/config.json"));
        assertThat(ConfigPlace.toRead(environment(Map.of("XDG_CONFIG_HOME", xdg.toString())))
                        .path())
                .isEqualTo(xdg.resolve("loommp/config.json"));
        assertThat(ConfigPlace.toRead(environment(Map.of("LOOMMP_CONFIG", "here.json")))
                        .path())
                .isEqualTo(home.resolve("here.json"));
        Path perl = Files.writeString(home.resolve("rc"), "{}");
        ConfigPlace place = ConfigPlace.toRead(environment(Map.of("AE_MP_RC", perl.toString())));
        assertThat(place.path()).isEqualTo(perl);
        assertThat(place.isOfAnyEventMp()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(Setting.class)
    void eachSettingHasAVariableAndADefaultThatCanBeWritten(Setting setting) {
        assertThat(setting.variable()).isEqualTo("LOOMMP_" + setting.key().toUpperCase(java.util.Locale.ROOT));
        assertThat(Setting.ofKey(setting.key())).contains(setting);
        assertThat(setting.meaning()).isNotEmpty();
        Resolved.defaultOf(setting)
                .filter(value -> !setting.isSecret())
                .ifPresent(value ->
                        assertThat(setting.parseJson(setting.toJson(value))).isEqualTo(value));
    }

    /** Everything of a node can be configured by file, and is given to the node. */
    @Test
    void thereIsASettingForEachComponent() {
        List<String> components = java.util.Arrays.stream(NodeConfig.class.getRecordComponents())
                .map(java.lang.reflect.RecordComponent::getName)
                .toList();
        assertThat(java.util.Arrays.stream(Setting.values())
                        .flatMap(setting -> setting.component().stream())
                        .distinct())
                .containsExactlyInAnyOrderElementsOf(components);
    }

    @Test
    void aNodeStartsByIt() throws IOException {
        write("{\"profile\": {\"testhost\": {\"nodeid\": \"%n/%u\"}}}");
        try (Node node = Nodes.start(configuration().resolve())) {
            assertThat(node.id()).matches(".+/[0-9A-Za-z]{10}");
        }
        write("{\"services\": [\"there is none of this name\"]}");
        Resolved resolved = configuration().resolve();
        assertThatThrownBy(() -> Nodes.start(resolved)).hasMessageContaining("there is no service");
    }

    @Test
    void nothingShowsSecrets() throws IOException {
        Path file = write("{\"secret\": \"" + SECRET + "\"}");
        Resolved resolved =
                Configuration.of(environment(Map.of("LOOMMP_SECRET", SECRET))).resolve();
        assertThat(String.valueOf(resolved)
                        + resolved.values()
                        + resolved.nodeConfig()
                        + ConfigFile.read(file)
                        + ConfigFile.read(file).global()
                        + environment(Map.of("LOOMMP_SECRET", SECRET)))
                .doesNotContain(SECRET);
    }

    @Test
    void theHomeDirectoryIsThatOfTheShell() {
        assertThat(Environment.ofProcess(Map.of("HOME", "/somewhere/else")).home())
                .isEqualTo(Path.of("/somewhere/else"));
        Path known = Path.of(System.getProperty("user.home"));
        assertThat(Environment.ofProcess(Map.of()).home()).isEqualTo(known);
        assertThat(Environment.ofProcess(Map.of("HOME", "relative")).home()).isEqualTo(known);
    }
}
