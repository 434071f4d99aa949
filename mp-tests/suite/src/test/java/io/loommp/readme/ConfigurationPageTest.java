package io.loommp.readme;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.net.config.Setting;
import io.loommp.net.config.ValueType;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The page about configuration has the table of settings as the code has it. */
@Timeout(60)
class ConfigurationPageTest {
    private static final Pattern ROW =
            Pattern.compile("(?m)^\\| `(\\w+)` \\| `(LOOMMP_\\w+)` \\| ([^|]+) \\| [^|]+ \\| ([^|]+) \\|$");

    @Test
    void eachSettingHasItsRow_andThereAreNoOthers() {
        List<List<String>> rows = ROW.matcher(Sources.read(Sources.home().resolve("docs/configuration.md")))
                .results()
                .map(row -> List.of(row.group(1), row.group(2), row.group(3), row.group(4)))
                .toList();
        assertThat(rows)
                .containsExactlyElementsOf(Arrays.stream(Setting.values())
                        .map(setting ->
                                List.of(setting.key(), setting.variable(), kind(setting.type()), setting.meaning()))
                        .toList());
    }

    private static String kind(ValueType type) {
        return switch (type) {
            case TEXT -> "text";
            case HIDDEN -> "secret text";
            case FILE -> "file";
            case TEXTS -> "list";
            case DURATION -> "time";
            case COUNT -> "number";
            case BYTES -> "octets";
            case FLAG -> "true or false";
            case SERVICES -> "services";
        };
    }
}
