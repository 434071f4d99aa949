package io.loommp.readme;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The table of docs/management.md names tests that there are, under the ids of what was asked for. */
class ManagementTableTest {
    private static final Pattern ROW = Pattern.compile("(?m)^\\| ([A-Z0-9.]+) \\| [^|]+ \\| ([^|]+) \\|$");
    private static final Pattern NAME = Pattern.compile("`(\\w+\\.\\w+)`");

    @Test
    void everyPromiseNamesTests() throws Exception {
        String page = Sources.read(Sources.home().resolve("docs/management.md"));
        NamedTests tests = NamedTests.all();
        Set<String> ids = new TreeSet<>();
        for (MatchResult row : ROW.matcher(page).results().toList()) {
            ids.add(row.group(1));
            List<String> names = NAME.matcher(row.group(2))
                    .results()
                    .map(name -> name.group(1))
                    .toList();
            assertThat(names).as(row.group()).isNotEmpty().allMatch(tests::contains);
        }
        assertThat(ids)
                .contains(
                        "E1", "E2", "E3", "E4", "E5", "E6", "E7", "E8", "E9", "B1", "B2", "B3", "B4", "4", "S1", "S2",
                        "S3")
                .contains(
                        "S4", "5.1", "5.2", "T1", "T2", "T3", "T4", "T5", "T6", "O1", "TR1", "TR2", "TR3", "TR4", "TR5")
                .contains("TR6", "TR7", "TR8", "C1", "C2", "C3", "C4", "C5", "10.4");
    }
}
