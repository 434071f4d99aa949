package io.loommp.manage;

/**
 * Makes text that came from elsewhere fit for one line of a log: control characters, line and paragraph separators and
 * marks that change the direction of writing become {@code \}{@code uXXXX}, and long text is cut (security S32).
 */
public final class LogText {
    /** So many characters of a text are shown. */
    public static final int CHARS_MAX = 200;

    private LogText() {}

    /** The text, safe to stand in a line of a log. */
    public static String escape(String text) {
        int end = Math.min(text.length(), CHARS_MAX);
        StringBuilder out = null;
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            if (isHarmful(c, text, i)) {
                if (out == null) {
                    out = new StringBuilder(end + 16).append(text, 0, i);
                }
                out.append("\\u").append("%04X".formatted((int) c));
            } else if (out != null) {
                out.append(c);
            }
        }
        if (end == text.length()) {
            return out == null ? text : out.toString();
        }
        return (out == null ? text.substring(0, end) : out.toString()) + "… (" + text.length() + " characters)";
    }

    private static boolean isHarmful(char c, String text, int index) {
        if (c >= 0x20 && c < 0x7f) {
            return false;
        }
        return c < 0x20
                || c <= 0x9f
                || c == 0x2028
                || c == 0x2029
                || c == 0x061c
                || (c >= 0x200e && c <= 0x200f)
                || (c >= 0x202a && c <= 0x202e)
                || (c >= 0x2066 && c <= 0x2069)
                || isLoneSurrogate(c, text, index);
    }

    private static boolean isLoneSurrogate(char c, String text, int index) {
        if (Character.isHighSurrogate(c)) {
            return index + 1 >= Math.min(text.length(), CHARS_MAX) || !Character.isLowSurrogate(text.charAt(index + 1));
        }
        return Character.isLowSurrogate(c) && (index == 0 || !Character.isHighSurrogate(text.charAt(index - 1)));
    }
}
