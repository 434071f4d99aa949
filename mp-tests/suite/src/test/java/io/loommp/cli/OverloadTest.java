package io.loommp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A sender without any flow control of its own, and a receiver that does not read, in small heaps (decision 16, D3, D4). */
class OverloadTest {
    private static final String HEAP = "64m";
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    @Test
    @Timeout(120)
    void theSenderIsParkedAndThenTheLinkIsLostAndNobodyDiesOfMemory() throws Exception {
        Path secret = Files.writeString(directory.resolve("secret"), "a secret of this test, 32 octets");
        try (Program receiver = Program.main(IdleReceiver.class, HEAP, secret.toString());
                Program sender = Program.main(
                        EagerSender.class, HEAP, secret.toString(), receiver.awaitWhatFollows("address="))) {
            assertThat(sender.awaitEnd(LIMIT)).as(sender::output).isZero();
            assertThat(sender.output())
                    .contains("parked in message ")
                    .contains("sink lost: transport_error: receiver: ");
            receiver.awaitLine("sender lost: transport_error: sender: overloaded");
            receiver.endInput();
            assertThat(receiver.awaitEnd(LIMIT)).as(receiver::output).isZero();
        }
    }
}
