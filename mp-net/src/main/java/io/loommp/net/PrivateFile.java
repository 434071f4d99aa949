package io.loommp.net;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/* A file that only its owner should read, and nobody else may write (security S30). */
final class PrivateFile {
    private static final Logger LOG = LoggerFactory.getLogger("io.loommp.node");

    private PrivateFile() {}

    /**
     * Its octets.
     *
     * @param key what it is configured as
     * @throws IOException if it cannot be read
     * @throws IllegalArgumentException if anybody can write it
     */
    static byte[] read(String key, Path file) throws IOException {
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            check(key, file, Files.getPosixFilePermissions(file));
        }
        return Files.readAllBytes(file);
    }

    private static void check(String key, Path file, Set<PosixFilePermission> permissions) {
        if (permissions.contains(PosixFilePermission.OTHERS_WRITE)) {
            throw new IllegalArgumentException(
                    key + ": everybody can write the file " + file + ", so anybody may have put it there");
        }
        if (permissions.contains(PosixFilePermission.OTHERS_READ)
                || permissions.contains(PosixFilePermission.GROUP_READ)
                || permissions.contains(PosixFilePermission.GROUP_WRITE)) {
            LOG.warn("{}: others than its owner can read the file {} (chmod 600 ends that)", key, file);
        }
    }
}
