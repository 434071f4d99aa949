package io.loommp.benchmarks.peers;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Selective receive as one writes it first: what was passed over stays in a list, which every receive looks through. */
public final class ScanningMailbox implements Peer {
    private final Semaphore done = new Semaphore(0);
    private final Mailbox asker = new Mailbox();
    private final Mailbox answering = new Mailbox();
    private @Nullable Thread answerer;
    private int filled;

    /** Made by name. */
    public ScanningMailbox() {}

    private record Question(Mailbox from, Object reference) {}

    private record Answer(Object reference) {}

    private record Tagged(int tag) {}

    @Override
    public void ask(int waiting, int questions) throws InterruptedException {
        if (answerer == null) {
            answerer = Thread.ofVirtual().start(this::answer);
        }
        for (; filled < waiting; filled++) {
            asker.put("unrelated " + filled % 100);
        }
        run(() -> {
            for (int i = 0; i < questions; i++) {
                Object reference = new Object();
                answering.put(new Question(asker, reference));
                asker.take(message -> isAnswer(message, reference));
            }
        });
    }

    @SuppressWarnings("ReferenceEquality") // this is what a reference is for
    private static boolean isAnswer(Object message, Object reference) {
        return message instanceof Answer answer && answer.reference == reference;
    }

    private void answer() {
        try {
            while (true) {
                Question question = (Question) answering.take(message -> true);
                question.from.put(new Answer(question.reference));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed
        }
    }

    @Override
    public void byTag(int messages) throws InterruptedException {
        for (int i = 0; i < messages; i++) {
            asker.put(new Tagged(i));
        }
        run(() -> {
            for (int i = messages - 1; i >= 0; i--) {
                int tag = i;
                asker.take(message -> message instanceof Tagged tagged && tagged.tag == tag);
            }
        });
    }

    private interface Work {
        void run() throws InterruptedException;
    }

    private void run(Work work) throws InterruptedException {
        Thread.ofVirtual().start(() -> {
            try {
                work.run();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            done.release();
        });
        done.acquire();
    }

    @Override
    public void close() {
        if (answerer != null) {
            answerer.interrupt();
        }
    }

    @SuppressWarnings("JdkObsolete") // a linked list is what one takes first to remove in the middle
    private static final class Mailbox {
        private final ReentrantLock lock = new ReentrantLock();
        private final Condition come = lock.newCondition();
        private final Deque<Object> inbox = new ArrayDeque<>();
        private final List<Object> passedOver = new LinkedList<>(); // of the owner

        void put(Object message) {
            lock.lock();
            try {
                inbox.add(message);
                come.signal();
            } finally {
                lock.unlock();
            }
        }

        Object take(Predicate<Object> wanted) throws InterruptedException {
            for (Iterator<Object> it = passedOver.iterator(); it.hasNext(); ) {
                Object message = it.next();
                if (wanted.test(message)) {
                    it.remove();
                    return message;
                }
            }
            while (true) {
                Object message = next();
                if (wanted.test(message)) {
                    return message;
                }
                passedOver.add(message);
            }
        }

        private Object next() throws InterruptedException {
            lock.lock();
            try {
                while (inbox.isEmpty()) {
                    come.await();
                }
                return inbox.remove();
            } finally {
                lock.unlock();
            }
        }
    }
}
