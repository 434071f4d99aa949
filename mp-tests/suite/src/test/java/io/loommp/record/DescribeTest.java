package io.loommp.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The wire form of a protocol is kept as a file: a class that is renamed cannot change it silently. */
class DescribeTest {

    private static String kept(String name) throws IOException {
        try (InputStream in = DescribeTest.class.getResourceAsStream("/protocols/" + name)) {
            assertThat(in).as(name).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void theChat() throws IOException {
        assertThat(Protocol.of(Samples.Chat.class).describe()).isEqualTo(kept("chat.txt"));
    }

    @Test
    void everyKindOfComponent() throws IOException {
        String all = Stream.of(
                        Samples.Scalars.class,
                        Samples.Holders.class,
                        Samples.Tree.class,
                        Samples.Call.class,
                        Samples.Data.class,
                        Samples.Raw.class,
                        Samples.WriteFile.class)
                .map(type -> Protocol.of(type).describe())
                .collect(Collectors.joining());
        assertThat(all).isEqualTo(kept("samples.txt"));
    }

    sealed interface A permits A.Item {
        record Item(int a) implements A {}
    }

    sealed interface B permits B.Item {
        record Item(String b) implements B {}
    }

    record Two(A a, B b) {}

    @Test
    void twoClassesWithOneTagAreNumbered() {
        assertThat(Protocol.of(Two.class).describe()).isEqualTo("""
                        ["two", a: ["item" …], b: ["item" …]#2]
                          ["item", a: int]
                          ["item", b: text]#2
                        """);
    }
}
