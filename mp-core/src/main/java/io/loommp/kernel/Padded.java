package io.loommp.kernel;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** As many octets as a cache line has, before what has its line for itself: {@link Word}. */
@SuppressWarnings("unused") // the fields around the word are there to be there
abstract class Padded {
    /*
     * Fields of a superclass are laid out before those of its subclasses, so the word stands between two times as many octets as a
     * line has, wherever the collector puts the object. An int is among them, or the word would be put into the gap of
     * four octets that is behind the header of an object.
     */
    private int before0;
    private long before1;
    private long before2;
    private long before3;
    private long before4;
    private long before5;
    private long before6;
    private long before7;

    private Padded() {}

    abstract static class Middle extends Padded {
        volatile @Nullable Object word;
    }

    /**
     * A word for an {@link Inbox} in which many entries stood at once; null at first.
     *
     * <p><b>Threads:</b> any.
     */
    static final class Word extends Middle {
        private static final VarHandle WORD;

        static {
            try {
                WORD = MethodHandles.lookup().findVarHandle(Middle.class, "word", Object.class);
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        private long after1;
        private long after2;
        private long after3;
        private long after4;
        private long after5;
        private long after6;
        private long after7;

        @Nullable
        Object get() {
            return word;
        }

        boolean compareAndSet(@Nullable Object expected, @Nullable Object next) {
            return WORD.compareAndSet(this, expected, next);
        }

        @Nullable
        Object getAndSet(Object next) {
            return WORD.getAndSet(this, next);
        }
    }
}
