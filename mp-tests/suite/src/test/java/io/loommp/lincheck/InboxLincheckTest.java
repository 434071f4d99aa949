package io.loommp.lincheck;

import io.loommp.kernel.ControlEntry;
import io.loommp.kernel.Entry;
import io.loommp.kernel.Inbox;
import io.loommp.kernel.LocalPort;
import java.util.ArrayList;
import java.util.List;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The inbox against a list under a lock: many push and close, one takes and waits. Short in every build; as long as
 * {@code -Dlincheck.iterations=…} says.
 */
@Timeout(600)
@Param(name = "value", gen = IntGen.class, conf = "1:9")
public class InboxLincheckTest {
    private static final int ITERATIONS = Integer.getInteger("lincheck.iterations", 5);

    private final Inbox inbox = new Inbox(false);

    /** One in which so many entries stand that it gets a word of its own when they are taken. */
    @Param(name = "value", gen = IntGen.class, conf = "1:9")
    public static final class Full extends InboxLincheckTest {
        static final int ENTRIES = 64;

        public Full() {
            for (int i = 0; i < ENTRIES; i++) {
                push(0);
            }
        }
    }

    /** One that has a word of its own. */
    @Param(name = "value", gen = IntGen.class, conf = "1:9")
    public static final class Wide extends InboxLincheckTest {
        public Wide() {
            for (int i = 0; i < Full.ENTRIES; i++) {
                push(0);
            }
            List<Integer> ignored = take();
        }
    }

    /** What a full one is. */
    public static final class FullSequential extends Sequential {
        public FullSequential() {
            for (int i = 0; i < Full.ENTRIES; i++) {
                push(0);
            }
        }
    }

    /** An entry that is known by its number. */
    private static final class Numbered extends ControlEntry {
        final int value;

        Numbered(int value) {
            this.value = value;
        }

        @Override
        protected void run(LocalPort port) {}
    }

    @Operation
    public String push(@Param(name = "value") int value) {
        return inbox.push(new Numbered(value)).toString();
    }

    @Operation(nonParallelGroup = "consumer")
    public List<Integer> take() {
        return values(inbox.take());
    }

    @Operation(nonParallelGroup = "consumer")
    public boolean beginWait() {
        return inbox.beginWait();
    }

    @Operation(nonParallelGroup = "consumer")
    public boolean endWait() {
        return inbox.endWait();
    }

    @Operation
    public List<Integer> close() {
        Inbox.Rest rest = inbox.close();
        List<Integer> all = values(rest.oldest());
        all.add(rest.runnerWaited() ? -1 : -2);
        return all;
    }

    private static List<Integer> values(@Nullable Entry oldest) {
        List<Integer> values = new ArrayList<>();
        for (Entry entry = oldest; entry != null; entry = entry.next()) {
            values.add(((Numbered) entry).value);
        }
        return values;
    }

    /** What an inbox is, one call after the other. */
    public static class Sequential {
        private final List<Integer> entries = new ArrayList<>();
        private boolean waiting;
        private boolean closed;

        public String push(int value) {
            if (closed) {
                return "REFUSED";
            }
            entries.add(value);
            String pushed = waiting ? "WAKE" : "QUEUED";
            waiting = false;
            return pushed;
        }

        public List<Integer> take() {
            List<Integer> taken = List.copyOf(entries);
            entries.clear();
            return taken;
        }

        public boolean beginWait() {
            if (closed || waiting || !entries.isEmpty()) {
                return false;
            }
            waiting = true;
            return true;
        }

        public boolean endWait() {
            boolean waited = waiting;
            waiting = false;
            return waited;
        }

        public List<Integer> close() {
            List<Integer> rest = new ArrayList<>(entries);
            rest.add(waiting ? -1 : -2);
            entries.clear();
            waiting = false;
            closed = true;
            return rest;
        }
    }

    @Test
    void everyInterleavingIsOneOfTheSequentialOnes() {
        checkInterleavings(InboxLincheckTest.class, Sequential.class);
    }

    @Test
    void soItIsWhereTheInboxGetsAWordOfItsOwn() {
        checkInterleavings(Full.class, FullSequential.class);
    }

    @Test
    void soItIsWhereItHasOne() {
        checkInterleavings(Wide.class, Sequential.class);
    }

    private static void checkInterleavings(Class<?> checked, Class<?> sequential) {
        new ModelCheckingOptions()
                .sequentialSpecification(sequential)
                .threads(3)
                .actorsPerThread(3)
                .actorsBefore(1)
                .actorsAfter(1)
                .iterations(ITERATIONS)
                .invocationsPerIteration(300)
                .loopBound(4 * Full.ENTRIES) // what is longer counts as a loop that has no end
                .check(checked);
    }

    @Test
    void soIsWhatRealThreadsDo() {
        new StressOptions()
                .sequentialSpecification(Sequential.class)
                .threads(2)
                .actorsPerThread(3)
                .iterations(ITERATIONS)
                .invocationsPerIteration(1000)
                .check(InboxLincheckTest.class);
    }
}
