package io.loommp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two processes that do not have the same secret. */
class WrongSecretTest {
    private static final String HERS = "the-secret-that-she-keeps-0123456789";
    private static final String HIS = "another-one-which-he-has-9876543210";

    @TempDir
    private Path directory;

    @Test
    @Timeout(75)
    void bothRefuseInOneLineEachThatShowsNeitherSecretNorDigest() throws Exception {
        try (Program server = server(HERS);
                Program client = client(HIS, server.awaitWhatFollows("@address="))) {
            for (Program side : new Program[] {server, client}) {
                String line = side.awaitLine("refused");
                assertThat(line).matches("WARN refused 127\\.0\\.0\\.1:\\d+: wrong secret: .+");
                side.close();
            }
            assertThat(server.lines()).filteredOn(line -> !line.startsWith("@")).allMatch(WrongSecretTest::isRefusal);
            assertThat(client.lines()).allMatch(WrongSecretTest::isRefusal);
            assertThat(server.output() + client.output())
                    .doesNotContain(HERS)
                    .doesNotContain(HIS)
                    .doesNotContainPattern("\\p{XDigit}{16}");
        }
    }

    private static boolean isRefusal(String line) {
        return line.contains("refused"); // one for each attempt: the client dials again
    }

    private Program server(String secret) throws IOException {
        return Program.loommp(
                directory, "demo-server", "--secret=" + file(secret), "--directory=" + directory, "--patience=PT2S");
    }

    private Program client(String secret, String address) throws IOException {
        Path file = file(secret);
        return Program.loommp(
                directory,
                "demo-client",
                "--node=c",
                "--secret=" + file,
                "--server=" + address,
                "--name=x",
                file.toString());
    }

    private Path file(String secret) throws IOException {
        return Files.writeString(Files.createTempFile(directory, "secret", ""), secret);
    }
}
