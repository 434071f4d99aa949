package io.loommp.net;

import java.util.random.RandomGenerator;

/* From what is configured to what a node is called. */
final class NodeIds {
    private static final String BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int UNIQUE_CHARS = 10;

    private NodeIds() {}

    /** {@code %n} is the host, {@code %u} and the nothing behind a trailing slash a text that is new at each start. */
    static String expand(String pattern, String host, RandomGenerator random) {
        String unique = unique(random);
        String id = pattern.replace("%n", host).replace("%u", unique);
        return id.endsWith("/") ? id + unique : id;
    }

    private static String unique(RandomGenerator random) {
        StringBuilder text = new StringBuilder(UNIQUE_CHARS);
        for (int i = 0; i < UNIQUE_CHARS; i++) {
            text.append(BASE62.charAt(random.nextInt(BASE62.length())));
        }
        return text.toString();
    }
}
