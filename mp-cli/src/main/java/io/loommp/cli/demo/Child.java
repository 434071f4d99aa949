package io.loommp.cli.demo;

import io.loommp.spi.ConfinedTo;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A process of the demo, and what it has told the demo by {@link #tell}. It ends when its standard input does, so that it
 * never outlives the process that started it.
 */
final class Child {
    private static final String MARK = "@";

    private final String name;
    private final Process process;

    @ConfinedTo("the thread that runs the demo")
    private final Map<String, String> told = new HashMap<>();

    @ConfinedTo("the thread that runs the demo")
    private @Nullable Integer exitCode;

    Child(String name, Process process) {
        this.name = name;
        this.process = process;
    }

    String name() {
        return name;
    }

    Process process() {
        return process;
    }

    /** In the child: tells the demo something, on a line of the standard output that is not shown. */
    static void tell(String what, String value) {
        System.out.println(MARK + what + '=' + value);
    }

    /** In the child: does this when the demo no longer wants the child, or is gone. */
    static void whenUnwanted(Runnable action) {
        Thread.ofPlatform().daemon().name("loommp-demo-stdin").start(() -> {
            try (InputStream in = System.in) {
                in.transferTo(OutputStream.nullOutputStream());
            } catch (IOException e) {
                // then it is not there any more, either
            }
            action.run();
        });
    }

    /** Takes in a line that was meant for the demo; false if it is one to show. */
    boolean hears(String line) {
        int equals = line.indexOf('=');
        if (!line.startsWith(MARK) || equals < 0) {
            return false;
        }
        told.put(line.substring(MARK.length(), equals), line.substring(equals + 1));
        return true;
    }

    Optional<String> told(String what) {
        return Optional.ofNullable(told.get(what));
    }

    void ended(int code) {
        exitCode = code;
    }

    boolean hasEnded() {
        return exitCode != null;
    }

    boolean hasEnded(int code) {
        return exitCode != null && exitCode == code;
    }
}
