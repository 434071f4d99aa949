package io.loommp.readme;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.PortId;
import io.loommp.PortInfo;
import io.loommp.inspect.Inspection;
import io.loommp.inspect.NodeServices;
import io.loommp.local.LocalNodes;
import io.loommp.testkit.Probe;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The tables of docs/node-services.md say what the code does. */
@Timeout(60)
class NodeServicesPageTest {
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final String PAGE = Sources.read(Sources.home().resolve("docs/node-services.md"));

    /** The cells of the rows of the table under this heading row, the first one's text as key. */
    private static Map<String, List<String>> table(String heading) {
        Map<String, List<String>> rows = new LinkedHashMap<>();
        List<String> lines = PAGE.lines().toList();
        int begin = lines.indexOf(heading);
        assertThat(begin).as(heading).isPositive();
        for (String line : lines.subList(begin + 2, lines.size())) {
            if (!line.startsWith("| ")) {
                break;
            }
            List<String> cells = Arrays.stream(line.substring(1).split("\\|", -1))
                    .map(String::strip)
                    .toList();
            rows.put(codes(cells.getFirst()).getFirst(), cells);
        }
        return rows;
    }

    private static List<String> codes(String text) {
        Matcher code = CODE.matcher(text);
        return code.results().map((MatchResult found) -> found.group(1)).toList();
    }

    @Test
    void eachServiceIsThereWithItsFunctions() {
        Map<String, List<String>> services = table("| Service | Functions | Tells | Changes |");
        assertThat(services.keySet())
                .containsExactlyElementsOf(Arrays.stream(Inspection.values())
                        .map(Inspection::setting)
                        .toList());
        for (Inspection service : Inspection.values()) {
            assertThat(services.get(service.setting()))
                    .satisfies(cells -> assertThat(codes(cells.get(1))).isEqualTo(service.functions()));
        }
    }

    @Test
    void eachFunctionIsThereWithTheOptionsThatItKnows() {
        Map<String, List<String>> functions = table("| Function | Options | Answer |");
        List<String> known = new ArrayList<>();
        for (Inspection service : Inspection.values()) {
            known.addAll(service.functions());
        }
        assertThat(functions.keySet()).containsExactlyElementsOf(known);
        try (var node = LocalNodes.start("node");
                var services = NodeServices.install(node, Inspection.all())) {
            assertThat(services.offered()).isEqualTo(Inspection.all());
            Probe probe = Probe.on(node);
            functions.forEach((function, cells) -> {
                node.send(PortId.of("node"), function, Map.of("no such option", 1), probe);
                String refusal = probe.expect("error").string(2);
                String options = cells.get(1).replaceAll("\\([^)]*\\)", "");
                assertThat(refusal)
                        .endsWith(
                                "there are " + codes(options).stream().sorted().toList());
            });
        }
    }

    @Test
    void eachStateOfAPortIsExplained() {
        assertThat(table("| State | What it does | What to do |").keySet())
                .containsExactlyElementsOf(Arrays.stream(PortInfo.State.values())
                        .map(state -> state.name().toLowerCase(Locale.ROOT))
                        .toList());
    }
}
