package io.loommp.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.loommp.net.config.Environment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the lines of the shell are kept, and who can read them. */
class HistoryFileTest {
    @TempDir
    private Path home;

    private Path path(Map<String, String> variables) {
        return HistoryFile.path(new Environment(variables, home, home, "host"));
    }

    @Test
    void itStandsInTheStateDirectory() {
        assertThat(path(Map.of())).isEqualTo(home.resolve(".local/state/loommp/history"));
        assertThat(path(Map.of("XDG_STATE_HOME", "/state"))).isEqualTo(Path.of("/state/loommp/history"));
        assertThat(path(Map.of("XDG_STATE_HOME", "not/absolute")))
                .isEqualTo(home.resolve(".local/state/loommp/history"));
    }

    @Test
    void onlyItsOwnerCanReadIt_alsoWhenItWasThere() throws IOException {
        Path file = HistoryFile.open(path(Map.of()));
        assertThat(permissions(file)).isEqualTo("rw-------");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        Files.writeString(file, "send a#b hello\n");
        assertThat(HistoryFile.open(file)).hasContent("send a#b hello\n");
        assertThat(permissions(file)).isEqualTo("rw-------");
    }

    @Test
    void whereItCannotBeItIsSaid() throws IOException {
        Files.createFile(home.resolve(".local"));
        assertThatThrownBy(() -> HistoryFile.open(path(Map.of()))).isInstanceOf(IOException.class);
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
