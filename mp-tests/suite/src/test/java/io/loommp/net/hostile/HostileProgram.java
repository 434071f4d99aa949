package io.loommp.net.hostile;

import java.util.ArrayList;
import java.util.List;

/** Runs all hostile streams on a virtual thread with its small stack, and says which of them did not end as they must. */
final class HostileProgram {
    private HostileProgram() {}

    /** Exits with 1 if something is wrong. */
    public static void main(String[] arguments) throws InterruptedException {
        List<String> wrong = new ArrayList<>();
        Thread thread = Thread.ofVirtual().start(() -> wrong.addAll(run()));
        thread.join();
        if (wrong.isEmpty()) {
            System.out.println("all as expected");
        } else {
            wrong.forEach(System.out::println);
            System.exit(1);
        }
    }

    private static List<String> run() {
        List<String> wrong = new ArrayList<>();
        try {
            HostileJson.each(stream -> check(stream, wrong));
            HostileCbor.each(stream -> check(stream, wrong));
        } catch (Throwable t) {
            wrong.add(t.toString());
        }
        return wrong;
    }

    private static void check(HostileStream stream, List<String> wrong) {
        long began = System.nanoTime();
        String result = stream.result(64 * 1024);
        long millis = (System.nanoTime() - began) / 1_000_000;
        if (!result.equals(stream.expected()) || millis > 2000) {
            wrong.add(stream.name() + ": " + result + " in " + millis + " ms");
        }
    }
}
