package io.loommp.testkit;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** Threads and exceptions as they are shown in failures. */
final class StackTexts {
    private static final int THREADS_MAX = 10;
    private static final int FRAMES_MAX = 16;
    private static final int SLEEP_FRAMES = 6;

    private StackTexts() {}

    /** Whether a thread waits for nothing but the time of the machine. */
    static boolean sleeps(Thread thread) {
        return Arrays.stream(thread.getStackTrace())
                .limit(SLEEP_FRAMES)
                .anyMatch(frame -> frame.getClassName().equals("java.lang.Thread")
                        && frame.getMethodName().equals("sleep"));
    }

    /** What threads do, a paragraph each. */
    static String of(Collection<Thread> threads) {
        String listed = threads.stream().limit(THREADS_MAX).map(StackTexts::of).collect(Collectors.joining());
        int more = threads.size() - THREADS_MAX;
        return more > 0 ? listed + "\n    and " + more + " more threads" : listed;
    }

    /** What a thread does. */
    static String of(Thread thread) {
        String name = thread.getName();
        if (name.indexOf('#') < 0) { // no port's own thread
            name = "an activation of a callback port, or a listener";
        }
        return "\n    " + name + " (" + thread.getState() + ")" + frames(thread.getStackTrace());
    }

    /** Where something was made; without what is this kit's, the runtime's or the JDK's. */
    static String madeAt(Throwable where) {
        List<StackTraceElement> frames = Arrays.stream(where.getStackTrace())
                .filter(frame ->
                        !frame.getClassName().matches("io\\.loommp\\.(kernel|loom|testkit)\\.[A-Z].*|java\\..*"))
                .toList();
        return frames.isEmpty() ? "" : "\n        made at " + frames.get(0);
    }

    private static String frames(StackTraceElement[] frames) {
        return Arrays.stream(frames)
                .limit(FRAMES_MAX)
                .map(frame -> "\n        at " + frame)
                .collect(Collectors.joining());
    }

    /** An exception with its causes, indented. */
    static String of(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString().strip().lines().map(line -> "\n        " + line).collect(Collectors.joining());
    }
}
