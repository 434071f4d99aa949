package io.loommp.readme;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The files that tests compare: the documentation, and what of the programs is shown in it. */
public final class Sources {
    private static final String END = "// end";
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```java\\n(.*?)^```$");
    private static final Pattern NAMED_BLOCK =
            Pattern.compile("(?ms)^<!-- from the (?:tests|examples): (\\w+) -->\\n```java\\n(.*?)^```$");

    private Sources() {}

    /** The top of the source tree. */
    public static Path home() {
        return Path.of(System.getProperty("loommp.home")).toAbsolutePath().normalize();
    }

    public static String read(Path file) {
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

    /** The blocks of Java that a page shows, by the names that stand above them. */
    public static Map<String, String> shown(String page) {
        Map<String, String> shown = new LinkedHashMap<>();
        Matcher block = NAMED_BLOCK.matcher(page);
        while (block.find()) {
            shown.put(block.group(1), block.group(2));
        }
        return shown;
    }

    /** How many blocks of Java a page has, with and without names. */
    public static int javaBlocks(String page) {
        return (int) BLOCK.matcher(page).results().count();
    }

    /**
     * What stands between markers, such as {@code // readme: name} and {@code // end}, in the programs of a package, by name,
     * without its indentation.
     *
     * @param word how markers begin
     * @param neighbour a class of that package
     */
    public static Map<String, String> marked(String word, Class<?> neighbour) throws IOException {
        return marked(word, "mp-tests/suite/src/test/java", neighbour.getPackageName());
    }

    /** As {@link #marked(String, Class)}, of a package in any directory of sources. */
    public static Map<String, String> marked(String word, String sources, String inPackage) throws IOException {
        Path there = home().resolve(sources).resolve(inPackage.replace('.', '/'));
        Map<String, String> marked = new LinkedHashMap<>();
        try (Stream<Path> files = Files.list(there)) {
            files.sorted().forEach(file -> collect("// " + word + ": ", read(file), marked));
        }
        return marked;
    }

    private static void collect(String begin, String source, Map<String, String> marked) {
        String name = null;
        StringBuilder region = new StringBuilder();
        for (String line : source.lines().toList()) {
            String stripped = line.strip();
            if (stripped.startsWith(begin)) {
                name = stripped.substring(begin.length());
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
