package io.loommp.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The build that the cost of publication sites is measured against: only the sites are left out of it, and all of them. */
@Timeout(120)
class CoreBuildTest {
    @TempDir
    private static Path directory;

    private static Path with;
    private static Path without;
    private static int sites;

    @BeforeAll
    static void build() throws IOException {
        CoreBuild build = new CoreBuild();
        with = directory.resolve("with");
        without = directory.resolve("without");
        build.withSites(with);
        sites = build.withoutSites(directory.resolve("sources"), without);
    }

    private static Set<String> files(Path top) throws IOException {
        try (Stream<Path> files = Files.walk(top)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> top.relativize(file).toString())
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    @Test
    void onlyClassesWithSitesDiffer_amongThemThoseOnTheWayOfAMessage() throws IOException {
        assertThat(files(without)).isEqualTo(files(with));
        Set<String> changed = new TreeSet<>();
        for (String file : files(directory.resolve("sources"))) {
            Path original = CoreBuild.home().resolve("mp-core/src/main/java").resolve(file);
            if (Files.mismatch(original, directory.resolve("sources").resolve(file)) >= 0) {
                changed.add(file.replace(".java", ""));
            }
        }
        Set<String> differing = new TreeSet<>();
        for (String file : files(with)) {
            if (Files.mismatch(with.resolve(file), without.resolve(file)) >= 0) {
                differing.add(file.replaceFirst("(\\$.*)?\\.class$", ""));
            }
        }
        assertThat(differing).isEqualTo(changed).contains("io/loommp/kernel/Kernel", "io/loommp/kernel/Delivery");
        assertThat(sites).isGreaterThanOrEqualTo(changed.size());
    }

    @Test
    void withoutSitesNothingIsToldToAnybody() throws Exception {
        assertThat(printed(with, SiteProbe.class, List.of())).isEqualTo("SPAWNED SENT RECEIVED LOG");
        assertThat(printed(without, SiteProbe.class, List.of())).isEqualTo("LOG");
    }

    @Test
    void sitesAllocateNothingIfNobodyListens() throws Exception {
        String bytes = printed(with, BytesProbe.class, List.of("-Xint"));
        assertThat(Long.parseLong(bytes)).isPositive();
        assertThat(bytes).isEqualTo(printed(without, BytesProbe.class, List.of("-Xint")));
    }

    @Test
    void messagesOfOtherPortsAllocateNothingEither() throws Exception {
        String bytes = printed(with, BytesProbe.class, List.of("-Xint"), "an agent for another port");
        assertThat(bytes).isEqualTo(printed(without, BytesProbe.class, List.of("-Xint")));
    }

    /** What a program says with one of the builds. */
    private static String printed(Path classes, Class<?> program, List<String> options, String... args)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(
                List.of("-cp", classes + System.getProperty("path.separator") + System.getProperty("java.class.path")));
        command.add(program.getName());
        command.addAll(List.of(args));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return said.strip();
    }
}
