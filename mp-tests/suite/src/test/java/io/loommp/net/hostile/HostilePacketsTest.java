package io.loommp.net.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/** Each of many hostile streams ends as it must, soon, however it was split; and in a small heap (security T7). */
@Timeout(300)
class HostilePacketsTest {
    private static final Duration TIME_MAX = Duration.ofSeconds(2);

    private static Stream<HostileStream> all() {
        List<HostileStream> all = new ArrayList<>();
        HostileJson.each(all::add);
        HostileCbor.each(all::add);
        return all.stream();
    }

    @Test
    void thereAreManyOfBoth_andNoTwoAreTheSame() {
        List<String> names = all().map(HostileStream::name).toList();
        assertThat(names).filteredOn(name -> name.startsWith("json: ")).hasSizeGreaterThanOrEqualTo(300);
        assertThat(names).filteredOn(name -> name.startsWith("cbor: ")).hasSizeGreaterThanOrEqualTo(300);
        assertThat(names).doesNotHaveDuplicates();
    }

    @TestFactory
    Stream<DynamicTest> eachEndsAsItMust() {
        return all().map(stream -> DynamicTest.dynamicTest(stream.name(), () -> {
            long began = System.nanoTime();
            String whole = stream.result(Integer.MAX_VALUE);
            Duration taken = Duration.ofNanos(System.nanoTime() - began);

            assertThat(whole).isEqualTo(stream.expected());
            assertThat(taken).isLessThan(TIME_MAX);
            assertThat(stream.result(7)).as("in pieces").isEqualTo(stream.expected());
        }));
    }

    @Test
    void allOfThem_inAHeapOf64MiB_onAVirtualThread() throws Exception {
        String java = System.getProperty("java.home") + "/bin/java";
        Process program = new ProcessBuilder(
                        java,
                        "-Xmx64m",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-cp",
                        System.getProperty("java.class.path"),
                        HostileProgram.class.getName())
                .redirectErrorStream(true)
                .start();
        String said = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(program.waitFor()).as(said).isZero();
        assertThat(said).isEqualTo("all as expected\n");
    }
}
