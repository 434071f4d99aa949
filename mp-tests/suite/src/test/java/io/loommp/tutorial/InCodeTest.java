package io.loommp.tutorial;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.cli.Program;
import io.loommp.examples.ReceiverInCode;
import io.loommp.examples.SenderInCode;
import io.loommp.net.Secret;
import io.loommp.testing.FreePort;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The receiver and the sender that are configured in their code. */
@Timeout(120)
class InCodeTest {
    @TempDir
    private Path directory;

    @Test
    void theSenderFindsTheReceiver_alsoWhenItIsStartedFirst() throws Exception {
        Path secret = directory.resolve("secret");
        assertThat(Secret.createFile(secret)).hasToString("***");
        String address = FreePort.address();
        try (Program sender = Program.main(SenderInCode.class, Map.of(), secret.toString(), address);
                Program receiver = Program.main(ReceiverInCode.class, Map.of(), secret.toString(), address)) {
            assertThat(receiver.awaitLine("listens on")).isEqualTo("listens on [" + address + "]");
            assertThat(receiver.awaitLine("received: ")).matches("received: hello, number \\d+");
            assertThat(sender.lines()).isEmpty();
        }
    }
}
