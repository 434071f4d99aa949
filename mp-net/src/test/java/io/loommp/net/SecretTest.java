package io.loommp.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretTest {

    @Test
    void itShowsItselfNowhere() {
        NodeConfig config = NodeConfig.builder().secret(Secret.of("canary")).build();

        assertThat(Secret.of("canary")).hasToString("***");
        assertThat(config.toString()).contains("***").doesNotContain("canary");
        assertThat(Secret.of("canary")).isNotEqualTo(Secret.of("canary"));
    }

    @Test
    void charactersAreOctets() {
        assertThat(Secret.of("a\u00ff").octets()).containsExactly('a', 0xff);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Secret.of("canary☺"))
                .withMessageContaining("secret")
                .withMessageNotContaining("canary");
    }

    @Test
    void anEmptyOneIsNone() {
        assertThatIllegalArgumentException().isThrownBy(() -> Secret.of("")).withMessageContaining("secret");
    }

    @Test
    void aFileHoldsIt_theLineEndIsNoPartOfIt(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("secret");
        for (String content : new String[] {"geheim", "geheim\n", "geheim\r\n"}) {
            Files.writeString(file, content);
            assertThat(Secret.fromFile(file).octets()).isEqualTo("geheim".getBytes(StandardCharsets.US_ASCII));
        }
        Files.writeString(file, "\n");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Secret.fromFile(file))
                .withMessageContaining(file.toString());
    }

    @Test
    void aRandomOneIsLongAndNew() {
        assertThat(Secret.random().octets())
                .hasSize(64)
                .isNotEqualTo(Secret.random().octets());
        assertThat(Secret.random().isShort()).isFalse();
        assertThat(Secret.of("15 characters..").isShort()).isTrue();
    }

    @Test
    void createdFile_isForItsOwnerOnly_andHoldsTheSecret(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("secret");

        Secret created = Secret.createFile(file);

        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(Secret.fromFile(file).octets()).isEqualTo(created.octets());
        assertThat(created.isShort()).isFalse();
        assertThatThrownBy(() -> Secret.createFile(file)).isInstanceOf(FileAlreadyExistsException.class);
    }

    @Test
    void aFileThatOthersCanReadIsToldOf_andOneThatEverybodyCanWriteIsRefused(@TempDir Path directory)
            throws IOException {
        Path file = directory.resolve("secret");
        Secret.createFile(file);
        try (LogCapture log = new LogCapture()) {
            Secret.fromFile(file);
            assertThat(log.lines("chmod")).isEmpty();
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
            Secret.fromFile(file);
            assertThat(log.lines("chmod")).hasSize(1).allMatch(line -> line.contains(file.toString()));
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw----rw-"));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Secret.fromFile(file))
                    .withMessageContaining(file.toString());
        }
    }
}
