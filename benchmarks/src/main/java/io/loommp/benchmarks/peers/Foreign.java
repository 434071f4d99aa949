package io.loommp.benchmarks.peers;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Programs in other languages, which are compiled from their source when it is wanted, if there is a compiler. */
public final class Foreign {
    private Foreign() {}

    /** The command that does the workloads of one process in Erlang. */
    public static Optional<List<String>> erlang(Path directory) throws IOException, InterruptedException {
        String where = directory.toString();
        if (!compile(Foreign.class, "local.erl", directory, List.of("erlc", "-o", where))) {
            return Optional.empty();
        }
        return Optional.of(List.of("erl", "-noshell", "+P", "2000000", "-pa", where, "-s", "local", "main", "-extra"));
    }

    /** The same in Go. */
    public static Optional<List<String>> go(Path directory) throws IOException, InterruptedException {
        String program = directory.resolve("local").toString();
        boolean there = compile(Foreign.class, "local.go", directory, List.of("go", "build", "-o", program));
        return there ? Optional.of(List.of(program)) : Optional.empty();
    }

    /**
     * Compiles a resource that stands beside a class.
     *
     * @param command to which the file is added
     * @return false if there is no such command
     * @throws IOException if it refuses the source
     */
    public static boolean compile(Class<?> beside, String resource, Path directory, List<String> command)
            throws IOException, InterruptedException {
        Path source = directory.resolve(resource);
        try (InputStream in = beside.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IOException(resource + " is not in the jar");
            }
            Files.copy(in, source);
        }
        List<String> all = new ArrayList<>(command);
        all.add(source.toString());
        Process compiler;
        try {
            compiler = new ProcessBuilder(all)
                    .directory(directory.toFile())
                    .inheritIO()
                    .start();
        } catch (IOException e) {
            return false; // there is no such command
        }
        int code = compiler.waitFor();
        if (code != 0) {
            throw new IOException(String.join(" ", all) + " ended with " + code);
        }
        return true;
    }
}
