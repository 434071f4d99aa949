package io.loommp.readme;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The files that the tests of this package compare: the documentation, and what of the programs is shown in it. */
final class Sources {
    private static final String BEGIN = "// readme: ";
    private static final String END = "// end";

    private Sources() {}

    /** The top of the source tree. */
    static Path home() {
        return Path.of(System.getProperty("loommp.home")).toAbsolutePath().normalize();
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The pages for users and contributors. */
    static List<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>();
        try (Stream<Path> top = Files.list(home());
                Stream<Path> docs = Files.walk(home().resolve("docs"))) {
            Stream.concat(top, docs)
                    .filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .forEach(pages::add);
        }
        return pages;
    }

    /** What stands between the markers in the programs of this package, by name, without its indentation. */
    static Map<String, String> marked() throws IOException {
        Path here = home().resolve("mp-tests/suite/src/test/java")
                .resolve(Sources.class.getPackageName().replace('.', '/'));
        Map<String, String> marked = new LinkedHashMap<>();
        try (Stream<Path> files = Files.list(here)) {
            files.sorted().forEach(file -> collect(read(file), marked));
        }
        return marked;
    }

    private static void collect(String source, Map<String, String> marked) {
        String name = null;
        StringBuilder region = new StringBuilder();
        for (String line : source.lines().toList()) {
            String stripped = line.strip();
            if (stripped.startsWith(BEGIN)) {
                name = stripped.substring(BEGIN.length());
                region.setLength(0);
            } else if (stripped.equals(END) && name != null) {
                String text = region.toString().stripTrailing().stripIndent() + '\n'; // a last empty line counts
                if (marked.put(name, text) != null) {
                    throw new AssertionError("two regions are called " + name);
                }
                name = null;
            } else {
                region.append(line).append('\n');
            }
        }
        if (name != null) {
            throw new AssertionError("the region " + name + " has no end");
        }
    }
}
