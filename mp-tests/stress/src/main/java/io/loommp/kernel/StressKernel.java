package io.loommp.kernel;

import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.PortId;
import org.jspecify.annotations.Nullable;

/** One kernel for all samples, and ports whose runner does nothing by itself. */
final class StressKernel {
    static final Kernel KERNEL = Kernel.start(KernelConfig.of("stress"));

    private StressKernel() {}

    /** A port that is run like one with a thread, by nobody. */
    static LocalPort port() {
        return new LocalPort(
                KERNEL, new PortId("stress", "p"), LocalPort.Kind.THREAD, null, port -> new IdleRunner(true));
    }

    /** A port that is run like one with callbacks, by nobody. */
    static LocalPort callbackPort() {
        return new LocalPort(
                KERNEL, new PortId("stress", "p"), LocalPort.Kind.THREAD, null, port -> new IdleRunner(false));
    }

    /** A port that this runs when it is woken; until then it is as if it were being set up. */
    static LocalPort callbackPort(CallbackRunner runner) {
        return new LocalPort(KERNEL, new PortId("stress", "p"), LocalPort.Kind.CALLBACK, null, port -> runner);
    }

    /** The slot of a question of this node. */
    static ReplySlot slot(Runnable tell, boolean awaited) {
        return new ReplySlot(KERNEL.questions(), tell, awaited);
    }

    /** An inbox that gets a word of its own when what stands in it, 64 entries, is taken. */
    static Inbox almostWide() {
        Inbox inbox = new Inbox(false);
        fill(inbox);
        return inbox;
    }

    /** An inbox that has a word of its own, and gets another one when what stands in it, 64 entries, is taken. */
    static Inbox wide() {
        Inbox inbox = almostWide();
        inbox.take();
        fill(inbox);
        return inbox;
    }

    private static void fill(Inbox inbox) {
        for (int i = 0; i < Inbox.WIDE_FROM; i++) {
            inbox.push(new MessageEntry(Message.of("a")));
        }
    }

    /** How many entries these are. */
    static int length(@Nullable Entry oldest) {
        int count = 0;
        for (Entry entry = oldest; entry != null; entry = entry.next()) {
            count++;
        }
        return count;
    }

    /** Runs what stands in a port's sequence, as its runner would; how many entries that were. */
    static int runAll(LocalPort port) {
        int count = 0;
        for (Entry entry = port.inbox().take(); entry != null; entry = entry.next()) {
            count++;
            if (entry instanceof ControlEntry control && port.isLive()) {
                port.execute(control);
            }
        }
        return count;
    }

    static KillReason reason(String word) {
        return KillReason.of(word);
    }

    /** A runner that does nothing, and is always the current one, so that an end starts no timer. */
    record IdleRunner(boolean endsAtOnce) implements Runner {
        @Override
        public void wake(LocalPort port) {}

        @Override
        public void stop(LocalPort port) {}

        @Override
        public boolean isCurrent(LocalPort port) {
            return true;
        }
    }
}
