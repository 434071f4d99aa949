package io.loommp.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.PortId;
import io.loommp.kernel.Kernel;
import io.loommp.kernel.KernelConfig;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The lines of {@code LOOMMP_TRACE}. */
@Timeout(30)
class MessageTraceTest {
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    private final PrintStream out = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8) {
        @Override
        public void println(String line) {
            lines.add(line);
        }
    };

    @Test
    void whatATerminalWouldActUponIsEscaped_asJsonHasIt() throws Exception {
        try (Kernel node = Kernel.start(KernelConfig.of("node"))) {
            MessageTrace.of(node, out);
            node.send(new PortId("node", "x"), "a\u009bb\u202ec\u2028d\ud834\udd73e\udb40\udc01f\ud83d\ude00");
            assertThat(lines.poll(10, TimeUnit.SECONDS))
                    .isEqualTo("SND node <- [\"x\",\"a\\u009Bb\\u202Ec\\u2028d\\uD834\\uDD73e\\uDB40\\uDC01f"
                            + "\ud83d\ude00\"]");
        }
    }
}
