package io.loommp.kernel;

import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Makes the names of ports: a random part for each start of a node, so that an id of an earlier start never names a new
 * port (security S25), and a counter, so that none is used twice.
 */
final class Names {
    private static final String RANDOM_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int RANDOM_DIGIT_COUNT = 11; // 65 bits

    /** Of the counter: as these follow each other and are fewer than 31, names with up to six of them have different hashes. */
    private static final String DIGITS = "abcdefghijklmnopqrstuvwxyz";

    private static final int NODE_NAME_CHARS_MAX = 255;

    /** All there are of two digits, with which a name ends: so it is made of two parts, and of nothing for the while. */
    private static final String[] ENDINGS = endings();

    private final String prefix;
    private final AtomicLong counter = new AtomicLong();
    private volatile Stem stem; // written by whoever makes the first name of one, or again

    /** What so many names in a row begin with as there are endings. */
    private record Stem(long upper, String text) {}

    /** Names that begin with this. */
    Names(String prefix) {
        this.prefix = prefix;
        this.stem = new Stem(0, prefix);
    }

    /** A new one, with this before it, which is ASCII. */
    String next(String lead) {
        long number = counter.getAndIncrement();
        String ending = ENDINGS[(int) (number % ENDINGS.length)];
        boolean oneDigit = number < DIGITS.length();
        String name = stem(number / ENDINGS.length).concat(oneDigit ? ending.substring(1) : ending);
        return lead.isEmpty() ? name : lead.concat(name);
    }

    private String stem(long upper) {
        Stem last = stem;
        if (last.upper != upper) {
            last = new Stem(upper, prefix.concat(digits(upper)));
            stem = last;
        }
        return last.text;
    }

    private static String digits(long number) {
        StringBuilder digits = new StringBuilder();
        for (long rest = number; rest > 0; rest /= DIGITS.length()) {
            digits.append(DIGITS.charAt((int) (rest % DIGITS.length())));
        }
        return digits.reverse().toString();
    }

    private static String[] endings() {
        String[] endings = new String[DIGITS.length() * DIGITS.length()];
        for (int i = 0; i < endings.length; i++) {
            endings[i] =
                    String.valueOf(new char[] {DIGITS.charAt(i / DIGITS.length()), DIGITS.charAt(i % DIGITS.length())});
        }
        return endings;
    }

    /** Whether it looks like a name that was made here. */
    boolean couldHaveMade(String name) {
        return name.startsWith(prefix);
    }

    /** The name, if it can be one at all. */
    static String checked(String name) {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a name must not be empty");
        }
        return name;
    }

    /** Whether another node may choose this name for something here. */
    static boolean isFitForNode(String name) {
        return name.length() <= NODE_NAME_CHARS_MAX
                && !Questions.isSlot(name)
                && !SideDoor.isName(name)
                && name.codePoints().noneMatch(c -> Character.isISOControl(c) || Character.isWhitespace(c));
    }

    /** What names begin with if they are not to be guessed, nor to come again. */
    static String randomPrefix() {
        SecureRandom random = new SecureRandom();
        StringBuilder digits = new StringBuilder(RANDOM_DIGIT_COUNT);
        for (int i = 0; i < RANDOM_DIGIT_COUNT; i++) {
            digits.append(RANDOM_DIGITS.charAt(random.nextInt(RANDOM_DIGITS.length())));
        }
        return digits.toString();
    }
}
