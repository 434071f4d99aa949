package io.loommp.cli.shell;

import io.loommp.cli.CommandFailed;
import java.util.ArrayList;
import java.util.List;

/**
 * A line taken apart: words between white space, of which one that begins with <code>[</code>, <code>{</code> or
 * <code>"</code> reaches to the end of that JSON value, and one in single quotes to the next of them. What is JSON keeps its
 * form; the quotes of the other are gone.
 *
 * <p><b>Threads:</b> one.
 */
final class Words {
    private final String line;
    private int at;

    private Words(String line) {
        this.line = line;
    }

    static List<String> of(String line) throws CommandFailed {
        Words words = new Words(line);
        List<String> all = new ArrayList<>();
        while (words.skipSpace()) {
            all.add(words.next());
        }
        return all;
    }

    private boolean skipSpace() {
        while (at < line.length() && Character.isWhitespace(line.charAt(at))) {
            at++;
        }
        return at < line.length();
    }

    private String next() throws CommandFailed {
        int from = at;
        switch (line.charAt(at)) {
            case '\'' -> {
                int end = line.indexOf('\'', from + 1);
                checkClosed(end >= 0, from);
                at = end + 1;
                return line.substring(from + 1, end);
            }
            case '"' -> skipText();
            case '[', '{' -> skipNested();
            default -> skipWord();
        }
        return line.substring(from, at);
    }

    private void skipWord() {
        while (at < line.length() && !Character.isWhitespace(line.charAt(at))) {
            at++;
        }
    }

    private void skipText() throws CommandFailed {
        int from = at++;
        while (at < line.length() && line.charAt(at) != '"') {
            at += line.charAt(at) == '\\' ? 2 : 1;
        }
        checkClosed(at < line.length(), from);
        at++;
    }

    private void skipNested() throws CommandFailed {
        int from = at;
        int depth = 0;
        do {
            checkClosed(at < line.length(), from);
            switch (line.charAt(at)) {
                case '"' -> skipText();
                case '[', '{' -> {
                    depth++;
                    at++;
                }
                case ']', '}' -> {
                    depth--;
                    at++;
                }
                default -> at++;
            }
        } while (depth > 0);
    }

    private void checkClosed(boolean closed, int from) throws CommandFailed {
        if (!closed) {
            throw CommandFailed.unusable(
                    "what begins at column %d, %s, does not end".formatted(from + 1, line.substring(from)),
                    "Texts with spaces stand in double or single quotes.");
        }
    }
}
