package io.loommp.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.cli.ExitCode;
import io.loommp.cli.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Services that are not part of the command, from a directory and from a jar. */
@Timeout(120)
class ClassPathTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String SOURCE = """
            package other;

            import io.loommp.Message;
            import io.loommp.Node;
            import io.loommp.Port;
            import io.loommp.service.NodeService;

            public final class Greeter implements NodeService {
                public String name() {
                    return "greeter";
                }

                public String description() {
                    return "greets; arguments: whom";
                }

                public Port start(Node node, Message arguments) {
                    System.out.println("hello " + arguments.string(0));
                    return node.port(p -> p.onMessage(message -> {}));
                }
            }
            """;

    @TempDir
    private Path directory;

    private Path classes = Path.of("");

    @BeforeEach
    void compile() throws IOException {
        Path source = Files.createDirectories(directory.resolve("source/other")).resolve("Greeter.java");
        Files.writeString(source, SOURCE);
        classes = Files.createDirectory(directory.resolve("classes"));
        int code = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-proc:none",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-d",
                        classes.toString(),
                        source.toString());
        assertThat(code).isZero();
        Path services = Files.createDirectories(classes.resolve("META-INF/services"));
        Files.writeString(services.resolve("io.loommp.service.NodeService"), "other.Greeter\n");
    }

    private void greets(String classPath) throws Exception {
        try (Program node = Program.loommp(
                directory, "run", "--no-config", "--classpath", classPath, "--service=[\"greeter\", \"world\"]")) {
            assertThat(node.awaitLine("listens nowhere")).isNotEmpty();
            assertThat(node.lines().getFirst()).isEqualTo("hello world");
            node.terminate();
            assertThat(node.awaitEnd(LIMIT)).isEqualTo(ExitCode.TERMINATED);
        }
    }

    @Test
    void fromADirectory() throws Exception {
        greets(classes.toString());
    }

    @Test
    void fromAllJarsOfADirectory() throws Exception {
        Path jars = Files.createDirectory(directory.resolve("jars"));
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(jars.resolve("greeter.jar")));
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                jar.putNextEntry(
                        new JarEntry(classes.relativize(file).toString().replace('\\', '/')));
                jar.write(Files.readAllBytes(file));
            }
        }
        greets(jars + "/*");
    }

    @Test
    void oneThatCannotBeLoadedIsAnError() throws Exception {
        Files.writeString(classes.resolve("META-INF/services/io.loommp.service.NodeService"), "other.Nobody\n");
        try (Program node = Program.loommp(directory, "run", "--list-services", "--classpath", classes.toString())) {
            assertThat(node.awaitEnd(LIMIT)).isEqualTo(ExitCode.FAILED);
            assertThat(node.output()).contains("a service cannot be loaded: ").contains("other.Nobody");
        }
    }
}
