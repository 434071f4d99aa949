package io.loommp.kernel;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Makes the names of ports: a random part for each start of a node, so that an id of an earlier start never names a new
 * port (security S25), and a counter, so that none is used twice.
 */
final class Names {
    private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int RANDOM_DIGITS = 11; // 65 bits
    private static final int COUNTER_DIGITS_MAX = 11; // of a positive long
    private static final int NODE_NAME_CHARS_MAX = 255;

    private final String prefix;
    private final AtomicLong counter = new AtomicLong();

    /** Names that begin with this. */
    Names(String prefix) {
        this.prefix = prefix;
    }

    /** A new one, with this before it, which is ASCII. */
    String next(String lead) {
        byte[] digits = new byte[COUNTER_DIGITS_MAX];
        int count = 0;
        long rest = counter.getAndIncrement();
        do {
            digits[count++] = (byte) DIGITS.charAt((int) (rest % DIGITS.length()));
            rest /= DIGITS.length();
        } while (rest > 0);
        String number = new String(digits, 0, count, StandardCharsets.ISO_8859_1);
        return lead.isEmpty() ? prefix.concat(number) : lead + prefix + number;
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
        StringBuilder digits = new StringBuilder(RANDOM_DIGITS);
        for (int i = 0; i < RANDOM_DIGITS; i++) {
            digits.append(DIGITS.charAt(random.nextInt(DIGITS.length())));
        }
        return digits.toString();
    }
}
