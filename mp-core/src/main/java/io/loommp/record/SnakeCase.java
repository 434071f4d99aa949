package io.loommp.record;

import java.util.Locale;

/* WriteFile is write_file, HTTPGet is http_get, X509Cert is x509_cert. */
final class SnakeCase {
    private SnakeCase() {}

    static String of(String name) {
        StringBuilder words = new StringBuilder(name.length() + 4);
        int[] points = name.codePoints().toArray();
        for (int i = 0; i < points.length; i++) {
            if (i > 0 && beginsWord(points, i)) {
                words.append('_');
            }
            words.appendCodePoint(points[i]);
        }
        return words.toString().toLowerCase(Locale.ROOT);
    }

    /** A capital begins one, after anything but a capital, or as the last of several: the G of HTTPGet. */
    private static boolean beginsWord(int[] points, int at) {
        int before = points[at - 1];
        if (!Character.isUpperCase(points[at]) || before == '_') {
            return false;
        }
        return !Character.isUpperCase(before) || (at + 1 < points.length && Character.isLowerCase(points[at + 1]));
    }
}
