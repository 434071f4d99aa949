package io.loommp.readme;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Member;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/* The tests of this module, and those that other modules have of their own, as pages of the documentation name them: Class.method. */
final class NamedTests {
    private static final Pattern NAME = Pattern.compile("(\\w+)\\.(\\w+)");
    private static final Pattern METHOD =
            Pattern.compile("(?s)@(?:Test|ParameterizedTest|RepeatedTest)\\b.*?\\bvoid (\\w+)\\(");
    private static final Set<String> ANNOTATIONS =
            Set.of("Test", "ParameterizedTest", "RepeatedTest", "Property", "FuzzTest", "TestFactory", "ArchTest");

    private final Map<String, Class<?>> classes;
    private final Set<String> ofOthers;

    private NamedTests(Map<String, Class<?>> classes, Set<String> ofOthers) {
        this.classes = classes;
        this.ofOthers = ofOthers;
    }

    static NamedTests all() throws IOException, URISyntaxException, ClassNotFoundException {
        return new NamedTests(classes(), ofOthers());
    }

    private static Map<String, Class<?>> classes() throws IOException, URISyntaxException, ClassNotFoundException {
        Path top = Path.of(NamedTests.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        List<String> names;
        try (Stream<Path> files = Files.walk(top)) {
            names = files.map(file -> top.relativize(file).toString().replace('/', '.'))
                    .filter(name -> name.matches("[\\w.]+(Test|Properties)\\.class"))
                    .map(name -> name.substring(0, name.length() - ".class".length()))
                    .toList();
        }
        Map<String, Class<?>> classes = new HashMap<>();
        for (String name : names) {
            Class<?> type = Class.forName(name, false, NamedTests.class.getClassLoader());
            assertThat(classes.put(type.getSimpleName(), type))
                    .as("two classes have the name of %s", type)
                    .isNull();
        }
        return classes;
    }

    /** They are no classes here, as only their own module sees what they test. */
    private static Set<String> ofOthers() throws IOException {
        Set<String> tests = new HashSet<>();
        for (String module : List.of("mp-net", "benchmarks")) {
            int before = tests.size();
            try (Stream<Path> files = Files.walk(Sources.home().resolve(module).resolve("src/test/java"))) {
                for (Path file : files.filter(each -> each.toString().endsWith("Test.java"))
                        .toList()) {
                    String type = file.getFileName().toString().replace(".java", "");
                    METHOD.matcher(Sources.read(file))
                            .results()
                            .forEach(method -> tests.add(type + '.' + method.group(1)));
                }
            }
            assertThat(tests).as(module).hasSizeGreaterThan(before);
        }
        return tests;
    }

    boolean contains(String name) {
        Matcher parts = NAME.matcher(name);
        return ofOthers.contains(name) || (parts.matches() && isTest(classes.get(parts.group(1)), parts.group(2)));
    }

    /** Whether a class has such a test, of its own or of the contract that it fulfils: a method, or a rule for the code. */
    private static boolean isTest(@Nullable Class<?> type, String name) {
        for (Class<?> c = type; c != null; c = c.getSuperclass()) {
            boolean has = Stream.<Member>concat(
                            Arrays.stream(c.getDeclaredMethods()), Arrays.stream(c.getDeclaredFields()))
                    .anyMatch(each -> each.getName().equals(name) && isAnnotated((AnnotatedElement) each));
            if (has) {
                return true;
            }
        }
        return false;
    }

    private static boolean isAnnotated(AnnotatedElement element) {
        return Arrays.stream(element.getAnnotations())
                .map(Annotation::annotationType)
                .anyMatch(annotation -> ANNOTATIONS.contains(annotation.getSimpleName()));
    }
}
