package io.loommp.cli.shell;

import io.loommp.net.config.Environment;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Where the shell keeps the lines that were typed: {@code loommp/history} in {@code XDG_STATE_HOME}, or in
 * {@code ~/.local/state}. Only its owner can read it, since messages may hold what is nobody else's business.
 */
final class HistoryFile {
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    private HistoryFile() {}

    /** Where it is, whether it exists or not. */
    static Path path(Environment environment) {
        Path base = environment
                .variable("XDG_STATE_HOME")
                .map(Path::of)
                .filter(Path::isAbsolute) // as the specification of XDG wants it
                .orElse(environment.home().resolve(".local/state"));
        return base.resolve("loommp").resolve("history");
    }

    /** Makes it, unless it is there, with its directory; either way only its owner can read it afterwards. */
    static Path open(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        boolean posix = Files.getFileStore(file.toAbsolutePath().getParent()).supportsFileAttributeView("posix");
        try {
            if (posix) {
                Files.createFile(file, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
            } else {
                Files.createFile(file);
            }
        } catch (FileAlreadyExistsException e) {
            if (posix) {
                Files.setPosixFilePermissions(file, OWNER_ONLY);
            }
        }
        return file;
    }
}
