package io.loommp.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.loommp.Message;
import java.io.IOException;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What only a compiler can show: a typed address refuses other messages, and modules may keep their records closed. */
@Timeout(60)
class CompilerTest {

    @TempDir
    Path directory;

    /** Compiles sources, by name, and returns the errors. */
    private List<String> errors(Map<String, String> sources) throws IOException {
        Path in = Files.createDirectories(directory.resolve("in"));
        List<Path> files = new ArrayList<>();
        for (Map.Entry<String, String> source : sources.entrySet()) {
            Path file = in.resolve(source.getKey());
            Files.createDirectories(Objects.requireNonNull(file.getParent()));
            files.add(Files.writeString(file, source.getValue()));
        }
        JavaCompiler compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler(), "no compiler here");
        DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
            List<String> options = List.of(
                    "-d",
                    directory.resolve("out").toString(),
                    "-proc:none",
                    "-cp",
                    System.getProperty("java.class.path"));
            compiler.getTask(null, manager, found, options, null, manager.getJavaFileObjectsFromPaths(files))
                    .call();
        }
        return List.copyOf(found.getDiagnostics()).stream() // a message may bring more
                .filter(each -> each.getKind() == Diagnostic.Kind.ERROR)
                .map(each -> each.getLineNumber() + ": " + each.getMessage(null))
                .toList();
    }

    @Test
    void aTypedAddressTakesItsTypeOnly() throws IOException {
        List<String> errors = errors(Map.of("Typed.java", """
                import io.loommp.*;
                import io.loommp.loom.ThreadSelf;
                import java.time.Duration;
                class Typed {
                    sealed interface Chat {}
                    record Say(String text) implements Chat {}
                    record Reply(int n) {}
                    record Query(Ref<Reply> reply) {}
                    void fine(Node node, ThreadSelf self, Ref<Chat> chat, Ref<Query> query, Duration time) {
                        node.send(chat, new Say("a"));
                        self.send(chat, new Say("a"));
                        self.send(chat.id(), new Reply(1));
                        Reply r = self.ask(query, time, Reply.class, slot -> new Query(slot));
                        node.ask(query, time, Reply.class, Query::new).thenAccept(x -> x.n());
                        self.ask(query.id(), time, Reply.class, Query::new);
                    }
                    void node(Node node, Ref<Chat> chat) { node.send(chat, new Reply(1)); }
                    void self(ThreadSelf self, Ref<Chat> chat) { self.send(chat, new Reply(1)); }
                    void elements(ThreadSelf self, Ref<Chat> chat) { self.send(chat, "say", "a"); }
                    void text(ThreadSelf self, Ref<Chat> chat) { self.send(chat, "say"); }
                    void message(ThreadSelf self, Ref<Chat> chat) { self.send(chat, Message.of("say")); }
                    void ask(ThreadSelf self, Ref<Chat> chat, Duration time) {
                        self.ask(chat, time, slot -> new Reply(1));
                    }
                    void askNode(Node node, Ref<Chat> chat, Duration time) {
                        node.ask(chat, time, Reply.class, Query::new);
                    }
                    void slot(ThreadSelf self, Ref<Query> query, Duration time) {
                        self.ask(query, time, Say.class, Query::new);
                    }
                }
                """));
        assertThat(errors.stream().map(each -> Integer.valueOf(each.substring(0, each.indexOf(':')))))
                .as("%s", errors)
                .containsExactlyInAnyOrder(17, 18, 19, 20, 21, 23, 26, 29);
    }

    // ---- modules ----

    /** The record of a module whose declaration this is. */
    private Class<?> recordOf(String module, String record) throws Exception {
        assertThat(errors(Map.of("module-info.java", module, "app/Point.java", "package app;\n" + record)))
                .isEmpty();
        ModuleFinder finder = ModuleFinder.of(directory.resolve("out"));
        ModuleLayer boot = ModuleLayer.boot();
        Configuration configuration = boot.configuration().resolve(finder, ModuleFinder.of(), Set.of("app"));
        return boot.defineModulesWithOneLoader(configuration, ClassLoader.getSystemClassLoader())
                .findLoader("app")
                .loadClass("app.Point");
    }

    private static void assertWorks(Class<?> record) {
        Object point = Protocol.of(record).read(Message.of("point", 1, 2));
        assertThat(point).isNotNull().hasToString("Point[x=1, y=2]");
        assertThat(Protocol.messageOf(Objects.requireNonNull(point))).isEqualTo(Message.of("point", 1, 2));
    }

    @Test
    void aRecordInAClosedPackageIsRefused_sayingWhatToOpen() throws Exception {
        Class<?> closed = recordOf("module app {}", "record Point(int x, int y) {}");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Protocol.of(closed))
                .withMessageContaining("app.Point")
                .withMessageContaining("package app of module app is closed")
                .withMessageContaining("opens app");
    }

    @Test
    void inAnOpenPackageItMayBeHidden() throws Exception {
        assertWorks(recordOf("module app { opens app; }", "record Point(int x, int y) {}"));
    }

    @Test
    void inAnExportedPackageItMustBePublic() throws Exception {
        assertWorks(recordOf("module app { exports app; }", "public record Point(int x, int y) {}"));
    }

    @Test
    void inAnExportedPackageAHiddenOneIsRefused() throws Exception {
        Class<?> hidden = recordOf("module app { exports app; }", "record Point(int x, int y) {}");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Protocol.of(hidden))
                .withMessageContaining("public");
    }
}
