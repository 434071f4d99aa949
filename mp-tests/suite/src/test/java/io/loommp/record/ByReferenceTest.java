package io.loommp.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.sun.management.ThreadMXBean;
import io.loommp.Message;
import io.loommp.record.Samples.Chat;
import io.loommp.record.Samples.Say;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A record of the wanted type is handed over as it is, and that costs nothing. */
@Timeout(30)
class ByReferenceTest {
    private static final int READS = 10_000;

    @Test
    void readingAllocatesNothing() {
        assumeThat(ManagementFactory.getThreadMXBean()).isInstanceOf(ThreadMXBean.class);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        assumeThat(threads.isThreadAllocatedMemoryEnabled()).isTrue();
        Protocol<Chat> protocol = Protocol.of(Chat.class);
        Say say = new Say("ann", "hello");
        Message message = protocol.message(say);
        assertThat(readOften(protocol, message)).isEqualTo(READS);

        long before = threads.getCurrentThreadAllocatedBytes();
        int same = readOften(protocol, message);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;

        assertThat(same).isEqualTo(READS);
        assertThat(allocated).as("bytes for %d reads", READS).isLessThan(READS);
    }

    @SuppressWarnings("ReferenceEquality") // that is the point
    private static int readOften(Protocol<Chat> protocol, Message message) {
        int same = 0;
        for (int i = 0; i < READS; i++) {
            if (protocol.read(message) == message.content()) {
                same++;
            }
        }
        return same;
    }

    @Test
    void elementsAreMadeWhenSomebodyAsks() {
        Say say = new Say("ann", "hello");
        Message message = Protocol.messageOf(say);
        assertThat(message.tag()).isEqualTo("say");
        assertThat(message.content()).isSameAs(say);
        assertThat(message.string(2)).isEqualTo("hello");
        assertThat(message.inListForm().content()).isNull();
        assertThat(message.inListForm()).isEqualTo(message);
    }
}
