package io.loommp.cli.run;

import io.loommp.cli.CommandFailed;
import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Where services and functions come from that are not part of the command. */
final class ClassPath {
    private ClassPath() {}

    /**
     * Has services, and functions for spawn, be looked for in these places as well, until the process ends.
     *
     * @param places directories with classes, and jars, as {@code java -cp} has them; {@code dir/*} is all jars of a directory
     */
    static void use(List<String> places) throws CommandFailed {
        List<URL> urls = new ArrayList<>();
        for (String list : places) {
            for (String place : list.split(Pattern.quote(File.pathSeparator), -1)) {
                for (Path path : files(place)) {
                    urls.add(url(path));
                }
            }
        }
        if (!urls.isEmpty()) {
            Thread thread = Thread.currentThread();
            thread.setContextClassLoader(
                    new URLClassLoader("classpath", urls.toArray(URL[]::new), thread.getContextClassLoader()));
        }
    }

    private static List<Path> files(String place) throws CommandFailed {
        if (place.endsWith("*")) {
            File[] jars = new File(place.substring(0, place.length() - 1))
                    .listFiles((directory, name) -> name.endsWith(".jar"));
            if (jars != null) {
                return List.of(jars).stream().map(File::toPath).sorted().toList();
            }
        } else if (!place.isEmpty() && Files.isReadable(Path.of(place))) {
            return List.of(Path.of(place));
        }
        throw CommandFailed.unusable(
                "--classpath: there is nothing to read at \"" + place + "\"",
                "Name jars and directories of classes, separated by \"" + File.pathSeparator + "\".");
    }

    private static URL url(Path path) {
        try {
            return path.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(path.toString(), e);
        }
    }
}
