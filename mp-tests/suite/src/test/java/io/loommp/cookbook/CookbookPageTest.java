package io.loommp.cookbook;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.readme.Sources;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The cookbook shows the code of this package, and no other. */
class CookbookPageTest {
    @Test
    void thePageShowsTheseRecipes() throws Exception {
        String page = Sources.read(Sources.home().resolve("docs/cookbook.md"));
        Map<String, String> shown = Sources.shown(page);
        assertThat(shown)
                .isNotEmpty()
                .containsExactlyInAnyOrderEntriesOf(Sources.marked("cookbook", CookbookPageTest.class));
        assertThat(Sources.javaBlocks(page)).isEqualTo(shown.size());
    }
}
