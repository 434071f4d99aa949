package io.loommp.guide;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.readme.Sources;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The code of docs/testing.md is that of this package, whose tests are run like any others. */
class GuideTest {
    @Test
    void blocksAreTheMarkedRegionsOfThisPackage() throws IOException {
        String page = Sources.read(Sources.home().resolve("docs/testing.md"));
        assertThat(Sources.shown(page)).containsExactlyInAnyOrderEntriesOf(Sources.marked("guide", GuideTest.class));
        assertThat(Sources.javaBlocks(page)).isEqualTo(Sources.shown(page).size());
    }
}
