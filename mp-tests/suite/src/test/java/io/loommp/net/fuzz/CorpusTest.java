package io.loommp.net.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.database.DatabaseFuzz;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/** What fuzzing has found, and what it begins with, again in every build; without Jazzer, which instruments all classes. */
@Timeout(60)
class CorpusTest {

    @TestFactory
    Stream<DynamicTest> jsonPackets() throws Exception {
        return corpus("PacketsFuzzInputs/json", new PacketsFuzz()::json);
    }

    @TestFactory
    Stream<DynamicTest> cborPackets() throws Exception {
        return corpus("PacketsFuzzInputs/cbor", new PacketsFuzz()::cbor);
    }

    @TestFactory
    Stream<DynamicTest> handshakes() throws Exception {
        return corpus("HandshakeFuzzInputs/lines", new HandshakeFuzz()::lines);
    }

    @TestFactory
    Stream<DynamicTest> databaseRequests() throws Exception {
        return corpus("/io/loommp/database/DatabaseFuzzInputs/requests", new DatabaseFuzz()::requests);
    }

    private static Stream<DynamicTest> corpus(String directory, Consumer<byte[]> test) throws Exception {
        URI place =
                Objects.requireNonNull(CorpusTest.class.getResource(directory)).toURI();
        List<Path> files;
        try (Stream<Path> all = Files.list(Path.of(place))) {
            files = all.sorted().toList();
        }
        assertThat(files).isNotEmpty();
        return files.stream()
                .map(file -> DynamicTest.dynamicTest(
                        file.getFileName().toString(), () -> test.accept(Files.readAllBytes(file))));
    }
}
