package io.loommp.readme;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a page of the documentation points at is there: pages, headings, files, classes and fields. */
@Timeout(60)
class LinksTest {
    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");
    private static final Pattern FENCED = Pattern.compile("(?ms)^```.*?^```$");
    private static final Pattern OWNER_HEADING = Pattern.compile("(?m)^### `([\\w.$]+)`$");
    private static final Pattern OWNER_ROW = Pattern.compile("^\\| (`\\w+`(?:, `\\w+`)*) \\|.*");

    @Test
    void linksWithinTheTreeLeadSomewhere() throws IOException {
        List<String> broken = new ArrayList<>();
        for (Path page : Sources.pages()) {
            Matcher link = LINK.matcher(FENCED.matcher(Sources.read(page)).replaceAll(""));
            while (link.find()) {
                if (!link.group(1).matches("\\w+:.*") && !leadsSomewhere(page, link.group(1))) {
                    broken.add(Sources.home().relativize(page) + ": " + link.group(1));
                }
            }
        }
        assertThat(broken).isEmpty();
    }

    @Test
    void everyPageIsListed() throws IOException {
        String list = Sources.read(Sources.home().resolve("docs/README.md"));
        for (Path page : Sources.pages()) {
            String path = Sources.home().relativize(page).toString();
            if (path.matches("docs/[a-z-]+\\.md")) {
                assertThat(list).contains("](" + path.substring("docs/".length()) + ")");
            }
        }
    }

    @Test
    void noPageIsLeftHalfMerged() throws IOException {
        for (Path page : Sources.pages()) {
            assertThat(Sources.read(page).lines())
                    .as("%s", page)
                    .noneMatch(line -> line.startsWith("<<<<<<< ") || line.startsWith(">>>>>>> "));
        }
    }

    private static boolean leadsSomewhere(Path page, String target) {
        int hash = target.indexOf('#');
        String file = hash < 0 ? target : target.substring(0, hash);
        Path there = file.isEmpty() ? page : page.resolveSibling(file).normalize();
        return Files.exists(there) && (hash < 0 || headings(there).contains(target.substring(hash + 1)));
    }

    private static List<String> headings(Path page) {
        return HEADING.matcher(Sources.read(page))
                .results()
                .map(heading -> heading.group(1)
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\w -]", "")
                        .replace(' ', '-'))
                .toList();
    }

    @Test
    void decisionsAreNumberedWithoutGapsAndListed() throws IOException {
        List<String> names = new ArrayList<>();
        for (Path page : Sources.pages()) {
            String path = Sources.home().relativize(page).toString();
            if (path.matches("docs/adr/\\d+-.*")) {
                names.add(path.substring("docs/adr/".length()));
            }
        }
        String index = Sources.read(Sources.home().resolve("docs/adr/README.md"));
        for (int i = 0; i < names.size(); i++) {
            assertThat(names.get(i)).startsWith("%04d-".formatted(i + 1));
            assertThat(index).contains("](" + names.get(i) + ")");
        }
    }

    /** Each heading names a class, each row below it one or more of its fields. */
    @Test
    void ownedFieldsExist() throws ReflectiveOperationException {
        String page = Sources.read(Sources.home().resolve("docs/concurrency.md"));
        Class<?> owner = null;
        int fields = 0;
        for (String line : page.lines().toList()) {
            Matcher heading = OWNER_HEADING.matcher(line);
            Matcher row = OWNER_ROW.matcher(line);
            if (heading.matches()) {
                owner = Class.forName("io.loommp." + heading.group(1), false, LinksTest.class.getClassLoader());
            } else if (line.startsWith("#")) {
                owner = null;
            } else if (owner != null && row.matches()) {
                for (String name : row.group(1).replaceAll("[` ]", "").split(",", -1)) {
                    assertThat(owner.getDeclaredField(name)).isNotNull();
                    fields++;
                }
            }
        }
        assertThat(fields).isPositive();
    }
}
