package io.loommp.readme;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The pages that promise something have a row for each clause, and each row names tests that are there. */
@Timeout(60)
class PromisesTest {
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    /** A row of a table: its first cell, and the tests in its last one. */
    private record Clause(String name, List<String> tests) {}

    @Test
    void theChecklistOfTheProtocolIsShown_lineByLine() throws Exception {
        assertShown("docs/protocol.md", "Checklist", numbers(8));
    }

    @Test
    void eachHazardOfTheProtocolHasADecision() throws Exception {
        assertShown("docs/protocol.md", "Hazards", numbers(28));
    }

    @Test
    void eachGuaranteeIsShown() throws Exception {
        assertShown(
                "docs/guarantees.md",
                "What is promised",
                numbers(12).stream().map(number -> "G" + number).toList());
    }

    @Test
    void eachRuleOfSecurityIsShown() throws Exception {
        List<String> rules = IntStream.concat(IntStream.rangeClosed(1, 15), IntStream.rangeClosed(20, 32))
                .mapToObj(number -> "S" + number)
                .toList();
        assertShown("docs/security.md", "Rules", rules);
    }

    private static List<String> numbers(int last) {
        return IntStream.rangeClosed(1, last).mapToObj(String::valueOf).toList();
    }

    private static void assertShown(String page, String heading, List<String> names) throws Exception {
        List<Clause> clauses = clauses(page, heading);
        assertThat(clauses.stream().map(Clause::name)).containsExactlyElementsOf(names);
        assertThat(clauses).noneMatch(clause -> clause.tests().isEmpty());
        NamedTests tests = NamedTests.all();
        assertThat(clauses.stream().flatMap(clause -> clause.tests().stream()).filter(name -> !tests.contains(name)))
                .as("no such tests")
                .isEmpty();
    }

    private static List<Clause> clauses(String page, String heading) {
        String text = Sources.read(Sources.home().resolve(page));
        String section = text.substring(text.indexOf("\n## " + heading + "\n") + 1);
        int next = section.indexOf("\n## ");
        List<Clause> clauses = new ArrayList<>();
        for (String line :
                (next < 0 ? section : section.substring(0, next)).lines().toList()) {
            if (line.startsWith("|") && !line.startsWith("|--")) {
                String[] cells = line.split("\\|", -1);
                List<String> tests = CODE.matcher(cells[cells.length - 2])
                        .results()
                        .map(match -> match.group(1))
                        .toList();
                clauses.add(new Clause(cells[1].strip(), tests));
            }
        }
        assertThat(clauses).as("rows under %s", heading).hasSizeGreaterThan(1);
        return clauses.subList(1, clauses.size());
    }
}
