package io.loommp.cli.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which names the server takes for files in its directory. */
class FileNamesTest {
    @TempDir
    private Path outside;

    private Path directory = Path.of("");

    @BeforeEach
    void makeDirectory() throws IOException {
        directory = Files.createDirectory(outside.resolve("directory"));
        Files.createFile(directory.resolve("taken"));
        Files.createDirectory(directory.resolve("subdirectory"));
        Files.createSymbolicLink(directory.resolve("link"), outside);
        Files.createSymbolicLink(directory.resolve("dangling"), outside.resolve("target"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "sources.zip", "My file-1.tar.gz", "_x", "0", "a..b", "LINK"})
    void takesPlainNames(String name) throws IOException {
        assertThat(FileServer.inside(directory, name))
                .isEqualTo(directory.resolve(name))
                .hasParentRaw(directory);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                ".",
                "..",
                "../outside",
                "a/../../outside",
                "a/b",
                "a/",
                "/",
                "/etc/passwd",
                "//host/share",
                "..\\outside",
                "a\\b",
                "C:\\outside",
                "C:outside",
                "file:///outside",
                "~",
                "~root",
                ".hidden",
                "-rf",
                "a\0b",
                "\0",
                "a\nb",
                "a\n",
                "a\tb",
                "a\u001b[2J",
                "\u2025/outside",
                "%2e%2e%2foutside",
                "a*",
                "a?",
                "link",
                "link/outside",
                "dangling",
                "subdirectory",
                "subdirectory/a",
                "taken"
            })
    void refusesWhatCouldLeadElsewhereOrIsThere(String name) {
        assertThatThrownBy(() -> FileServer.inside(directory, name))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("refused");
    }

    @Test
    void refusesNamesThatAreTooLong() {
        assertThatThrownBy(() -> FileServer.inside(directory, "a".repeat(101))).hasMessageStartingWith("refused");
    }
}
