package io.loommp.benchmarks;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import io.loommp.manage.Events;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.lang.model.element.Element;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/**
 * The core of LoomMP, compiled from the sources that are there: as it is, or without the sites at which events are published.
 *
 * <p>A site asks whether anybody wants the event, by {@link Events#wants} or {@link Events#wantsAny}. In the build without sites
 * each such question is the word {@code false}, so the compiler leaves out the question and what stands behind it. Nothing here
 * knows where sites are, so there is no list of them that could become wrong. Both builds are made by one compiler with the
 * same options: the sites are all the difference.
 */
final class CoreBuild {
    private static final String SOURCES = "mp-core/src/main/java";
    private static final Set<String> QUESTIONS = Set.of("wants", "wantsAny");
    private static final String ANSWER = "false";

    private final JavaCompiler compiler;
    private final Path sources;

    /** A place in a file where somebody is asked for. */
    private record Site(Path file, int from, int to) {}

    /** Of the sources in the tree that the working directory is in. */
    CoreBuild() {
        JavaCompiler found = ToolProvider.getSystemJavaCompiler();
        if (found == null) {
            throw new IllegalStateException(
                    "there is no compiler in " + System.getProperty("java.home") + "; use a JDK");
        }
        compiler = found;
        sources = home().resolve(SOURCES);
    }

    /** The top of the source tree. */
    static Path home() {
        Path working = Path.of("").toAbsolutePath();
        for (Path top = working; top != null; top = top.getParent()) {
            if (Files.isDirectory(top.resolve(SOURCES))) {
                return top;
            }
        }
        throw new IllegalStateException("there is no " + SOURCES + " at or above " + working
                + "; call this from within the source tree of LoomMP");
    }

    /** Compiles the sources as they are into a directory. */
    void withSites(Path classes) throws IOException {
        compile(sources, classes);
    }

    /**
     * Compiles the sources without the sites into a directory.
     *
     * @param copy where the sources are put that were compiled
     * @return how many sites were left out
     */
    int withoutSites(Path copy, Path classes) throws IOException {
        List<Site> sites = sites();
        for (Path file : files(sources)) {
            StringBuilder text = new StringBuilder(Files.readString(file));
            sites.stream()
                    .filter(site -> site.file.equals(file))
                    .sorted(Comparator.comparingInt(Site::from).reversed())
                    .forEach(site -> text.replace(site.from, site.to, ANSWER));
            Path target = copy.resolve(sources.relativize(file));
            Files.createDirectories(target.getParent());
            Files.writeString(target, text);
        }
        compile(copy, classes);
        return sites.size();
    }

    private List<Site> sites() throws IOException {
        List<Site> sites = new ArrayList<>();
        work(sources, List.of(), task -> {
            Trees trees = Trees.instance(task);
            Iterable<? extends CompilationUnitTree> units = task.parse();
            task.analyze();
            for (CompilationUnitTree unit : units) {
                new Scan(trees, unit, sites).scan(unit, null);
            }
        });
        if (sites.isEmpty()) {
            throw new IllegalStateException(
                    "no call of " + QUESTIONS + " of " + Events.class.getName() + " in " + sources);
        }
        return sites;
    }

    /** Looks for questions. */
    private static final class Scan extends TreePathScanner<@Nullable Void, @Nullable Void> {
        private final Trees trees;
        private final CompilationUnitTree unit;
        private final List<Site> sites;

        Scan(Trees trees, CompilationUnitTree unit, List<Site> sites) {
            this.trees = trees;
            this.unit = unit;
            this.sites = sites;
        }

        @Override
        public @Nullable Void visitMethodInvocation(MethodInvocationTree call, @Nullable Void nothing) {
            Element method = trees.getElement(new TreePath(getCurrentPath(), call.getMethodSelect()));
            if (method != null
                    && QUESTIONS.contains(method.getSimpleName().toString())
                    && Events.class.getName().equals(String.valueOf(method.getEnclosingElement()))) {
                SourcePositions positions = trees.getSourcePositions();
                sites.add(new Site(
                        Path.of(unit.getSourceFile().toUri()), (int) positions.getStartPosition(unit, call), (int)
                                positions.getEndPosition(unit, call)));
            }
            return super.visitMethodInvocation(call, null);
        }
    }

    private void compile(Path from, Path classes) throws IOException {
        Files.createDirectories(classes);
        work(from, List.of("-d", classes.toString()), JavacTask::generate);
    }

    /** Something that a task of the compiler does. */
    private interface Work {
        void on(JavacTask task) throws IOException;
    }

    private void work(Path from, List<String> more, Work work) throws IOException {
        List<String> options =
                new ArrayList<>(List.of("--release", "21", "-proc:none", "-g", "-parameters", "-implicit:none"));
        options.addAll(List.of("-classpath", System.getProperty("java.class.path"), "-nowarn", "-Xlint:none"));
        options.addAll(more);
        DiagnosticCollector<JavaFileObject> told = new DiagnosticCollector<>();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(told, null, StandardCharsets.UTF_8)) {
            work.on((JavacTask) compiler.getTask(
                    null, manager, told, options, null, manager.getJavaFileObjectsFromPaths(files(from))));
        }
        String errors = told.getDiagnostics().stream()
                .filter(diagnostic -> diagnostic.getKind() == Diagnostic.Kind.ERROR)
                .map(Object::toString)
                .collect(Collectors.joining("\n"));
        if (!errors.isEmpty()) {
            throw new IllegalStateException(from + " cannot be compiled:\n" + errors);
        }
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.toString().endsWith(".java") && !file.endsWith("module-info.java"))
                    .sorted()
                    .toList();
        }
    }
}
