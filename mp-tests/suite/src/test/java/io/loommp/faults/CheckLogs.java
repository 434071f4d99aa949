package io.loommp.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Checks, from the logs that processes left in a directory, that what they were promised was kept. It is a script of its own:
 * {@code java CheckLogs.java DIRECTORY} runs it, and nothing of LoomMP is in it. It prints what is wrong, a summary in one line,
 * and ends with 1 if something is wrong.
 *
 * <p>A sender's name is {@code NODE.INCARNATION>PEER}, a watch is a sender and an epoch, {@code NODE.INCARNATION>PEER:EPOCH}.
 * Times are microseconds of the clock of the host. The files:
 *
 * <pre>
 * received-NODE-INCARNATION.log
 *   P port                             the port that receives
 *   sender epoch number                a message, in order of arrival
 * watched-NODE-INCARNATION.log
 *   S watch node port time             a monitor was set
 *   F watch time sent reason           it has fired; so many messages were sent since, the last one perhaps behind the firing
 *   U watch time sent                  it was taken back
 *   E watch time sent                  it was taken back, and all messages are known to have arrived
 *   end                                the process ended by itself: each of its monitors has been heard of
 * faults.log
 *   must fault node target since until each watch of that node on that target that stood then has fired by then
 *   calm fault node target since until none may fire meanwhile
 *   gone node incarnation time         the process was killed
 *   anything else                      is for readers
 * </pre>
 */
final class CheckLogs {
    private static final long MARGIN_MICROS = 30_000; // a watch is as old as this before it is expected to stand
    private static final int SHOWN_MAX = 40;

    /** A monitor, and what became of it. */
    private static final class Watch {
        final String name;
        final String holder;
        final String target;
        final String port;
        final long since;
        long closed = Long.MAX_VALUE;
        char how = '-';
        long sent = Long.MAX_VALUE; // not known

        Watch(String name, String target, String port, long since) {
            this.name = name;
            this.holder = name.substring(0, name.indexOf('.'));
            this.target = target;
            this.port = port;
            this.since = since;
        }

        boolean stoodAt(long time) {
            return since + MARGIN_MICROS < time && time < closed;
        }
    }

    /** How much of an epoch arrived. */
    private static final class Arrived {
        final String port;
        long prefix;
        long behind; // one more that came with something missing before it

        Arrived(String port) {
            this.port = port;
        }
    }

    private final Path directory;
    private final Map<String, Watch> watches = new TreeMap<>();
    private final Map<String, Arrived> epochs = new HashMap<>();
    private final Map<String, Long> gone = new HashMap<>();
    private final Set<String> ended = new HashSet<>();
    private final Set<String> ports = new HashSet<>();
    private final Map<String, Long> lastEpochs = new HashMap<>();
    private final List<Long> delays = new ArrayList<>();
    private final List<String> wrong = new ArrayList<>();
    private long messages;
    private long firings;
    private long musts;
    private long calms;

    CheckLogs(Path directory) {
        this.directory = directory;
    }

    /** See the class. */
    public static void main(String[] args) throws IOException {
        CheckLogs check = new CheckLogs(Path.of(args[0]));
        check.wrong().stream().limit(SHOWN_MAX).forEach(System.out::println);
        System.out.println(check.summary());
        System.exit(check.wrong.isEmpty() ? 0 : 1);
    }

    /** Reads everything, and says what is wrong. */
    List<String> wrong() throws IOException {
        for (Path file : files("watched-")) {
            String process = process(file);
            lines(file).forEach(words -> watched(process, words));
        }
        for (Path file : files("received-")) {
            received(file);
        }
        List<String[]> faults =
                Files.exists(directory.resolve("faults.log")) ? lines(directory.resolve("faults.log")) : List.of();
        faults.stream()
                .filter(words -> words[0].equals("gone"))
                .forEach(words -> gone.put(words[1] + "." + words[2], Long.parseLong(words[3])));
        watches.values().forEach(this::checkEnd);
        epochs.forEach(this::checkArrived);
        for (String[] words : faults) {
            if (words[0].equals("must")) {
                checkMust(words);
            } else if (words[0].equals("calm")) {
                checkCalm(words);
            }
        }
        if (messages == 0 || watches.isEmpty()) {
            wrong.add("nothing was logged in " + directory);
        }
        return wrong;
    }

    /** Those whose name begins so, the processes of a node in the order in which they lived. */
    private List<Path> files(String prefix) throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.filter(file -> file.getFileName().toString().startsWith(prefix))
                    .sorted((a, b) -> {
                        int byLength = Integer.compare(
                                a.toString().length(), b.toString().length());
                        return byLength != 0 ? byLength : a.compareTo(b);
                    })
                    .toList();
        }
    }

    /** The words of its lines; the last line counts only if it is whole. */
    private static List<String[]> lines(Path file) {
        try {
            String text = Files.readString(file, StandardCharsets.UTF_8);
            List<String[]> lines = new ArrayList<>();
            int from = 0;
            for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
                lines.add(text.substring(from, end).split(" ", -1));
                from = end + 1;
            }
            return lines;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code NODE.INCARNATION} of {@code kind-NODE-INCARNATION.log}. */
    private static String process(Path file) {
        String name = file.getFileName().toString();
        String process = name.substring(name.indexOf('-') + 1, name.length() - ".log".length());
        int dash = process.lastIndexOf('-');
        return process.substring(0, dash) + "." + process.substring(dash + 1);
    }

    // ---- monitors ----

    private void watched(String process, String[] words) {
        if (words[0].equals("end")) {
            ended.add(process);
            return;
        }
        String name = words[1];
        if (words[0].equals("S")) {
            Watch watch = new Watch(name, words[2], words[3], Long.parseLong(words[4]));
            if (watches.put(name, watch) != null) {
                wrong.add("log: " + name + " was set twice");
            }
            return;
        }
        Watch watch = watches.get(name);
        if (watch == null) {
            wrong.add("G5: " + name + ": " + String.join(" ", words) + ", and it was never set");
        } else if (watch.how != '-') {
            wrong.add("G5: " + name + ": " + String.join(" ", words) + " after " + watch.how);
        } else {
            watch.how = words[0].charAt(0);
            watch.closed = Long.parseLong(words[2]);
            watch.sent = Long.parseLong(words[3]);
            firings += watch.how == 'F' ? 1 : 0;
        }
    }

    private void checkEnd(Watch watch) {
        String process = watch.name.substring(0, watch.name.indexOf('>')).replace("/w", "");
        if (watch.how == '-' && ended.contains(process)) {
            wrong.add("G4: " + watch.name + ": neither fired nor taken back when its process ended");
        }
        Arrived arrived = epochs.get(watch.name);
        long count = arrived == null ? 0 : arrived.prefix;
        if (watch.how == 'E' && count != watch.sent) {
            wrong.add("G4: " + watch.name + ": " + count + " of " + watch.sent
                    + " messages arrived, and it did not fire");
        }
    }

    // ---- messages ----

    private void received(Path file) {
        String port = "";
        for (String[] words : lines(file)) {
            if (words[0].equals("P")) {
                port = words[1];
                if (!ports.add(port)) {
                    wrong.add("G7: " + port + " is the name of two ports");
                }
            } else {
                message(file, port, words[0], Long.parseLong(words[1]), Long.parseLong(words[2]));
            }
        }
    }

    private void message(Path file, String port, String sender, long epoch, long number) {
        messages++;
        String name = sender + ":" + epoch;
        String what = name + " number " + number + " in " + file.getFileName();
        Long last = lastEpochs.put(sender, epoch);
        if (last != null && last > epoch) {
            wrong.add("G1: " + what + " behind epoch " + last);
        }
        Arrived arrived = epochs.computeIfAbsent(name, e -> new Arrived(port));
        if (!arrived.port.equals(port)) {
            wrong.add("G7: " + what + " at " + port + ", others at " + arrived.port);
        } else if (number == arrived.prefix + 1 && arrived.behind == 0) {
            arrived.prefix = number;
        } else if (number <= arrived.prefix || number == arrived.behind) {
            wrong.add("G2: " + what + ": once more, or late");
        } else if (arrived.behind != 0) {
            wrong.add((number < arrived.behind ? "G1: " : "G3: ") + what + " behind " + arrived.behind);
        } else {
            arrived.behind = number;
        }
    }

    /** What came with something missing before it must have been the last of its epoch, sent behind the firing. */
    private void checkArrived(String name, Arrived arrived) {
        Watch watch = watches.get(name);
        if (watch == null) {
            wrong.add("log: " + name + " arrived, and was never sent");
            return;
        }
        if (!watch.port.equals(arrived.port)) {
            wrong.add("G7: " + name + " for " + watch.port + " arrived at " + arrived.port);
        }
        boolean mayBeBehind = watch.how == 'F' ? arrived.behind == watch.sent : watch.how == '-';
        if (arrived.behind != 0 && !mayBeBehind) {
            wrong.add("G3: " + name + ": a hole between " + arrived.prefix + " and " + arrived.behind);
        }
        if (Math.max(arrived.prefix, arrived.behind) > watch.sent) {
            wrong.add("log: " + name + ": more arrived than the " + watch.sent + " that were sent");
        }
    }

    // ---- times ----

    private void checkMust(String[] words) {
        musts++;
        long since = Long.parseLong(words[4]);
        long until = Long.parseLong(words[5]);
        long standing = 0;
        for (Watch watch : watches.values()) {
            if (!watch.holder.equals(words[2]) || !watch.target.equals(words[3]) || !watch.stoodAt(since)) {
                continue;
            }
            String process = watch.name.substring(0, watch.name.indexOf('>')).replace("/w", "");
            if (gone.getOrDefault(process, Long.MAX_VALUE) <= until) {
                continue;
            }
            standing++;
            if (watch.closed > until) {
                String when = watch.how == '-' ? "never" : millis(watch.closed - since) + " ms after it";
                wrong.add("G8: " + watch.name + ": fired " + when + ", not within " + millis(until - since) + " ms, of "
                        + String.join(" ", words));
            } else if (watch.how == 'F') {
                delays.add(watch.closed - since);
            }
        }
        if (standing == 0) {
            wrong.add("log: nothing was watched at the time of " + String.join(" ", words));
        }
    }

    private void checkCalm(String[] words) {
        calms++;
        long since = Long.parseLong(words[4]);
        long until = Long.parseLong(words[5]);
        for (Watch watch : watches.values()) {
            if (watch.holder.equals(words[2])
                    && watch.target.equals(words[3])
                    && watch.how == 'F'
                    && since <= watch.closed
                    && watch.closed <= until) {
                wrong.add("G8: " + watch.name + " fired in " + String.join(" ", words));
            }
        }
    }

    private static String millis(long micros) {
        return String.format(Locale.ROOT, "%.1f", micros / 1000.0);
    }

    private String summary() {
        delays.sort(null);
        long most = delays.isEmpty() ? 0 : delays.getLast();
        long median = delays.isEmpty() ? 0 : delays.get(delays.size() / 2);
        return String.format(
                Locale.ROOT,
                "{\"violations\":%d,\"messages\":%d,\"watches\":%d,\"firings\":%d,\"musts\":%d,\"calms\":%d,"
                        + "\"firing_ms_median\":%s,\"firing_ms_max\":%s}",
                wrong.size(),
                messages,
                watches.size(),
                firings,
                musts,
                calms,
                millis(median),
                millis(most));
    }
}
