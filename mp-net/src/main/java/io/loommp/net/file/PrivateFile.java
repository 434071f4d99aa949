package io.loommp.net.file;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file that only its owner should read, and nobody else may write (security S30).
 *
 * <p><b>Threads:</b> any.
 */
public final class PrivateFile {
    private static final Logger LOG = LoggerFactory.getLogger("io.loommp.node");

    private PrivateFile() {}

    /**
     * Its octets. A line in the log warns if others than its owner can read it.
     *
     * @param key what it is configured as
     * @throws IOException if it cannot be read
     * @throws IllegalArgumentException if anybody can write it
     */
    public static byte[] read(String key, Path file) throws IOException {
        byte[] octets = readGuarded(key, file);
        warnIfOthersCanRead(key, file);
        return octets;
    }

    /** As {@link #read}, but it may well be read by others. */
    public static byte[] readGuarded(String key, Path file) throws IOException {
        if (permissions(file).contains(PosixFilePermission.OTHERS_WRITE)) {
            throw new IllegalArgumentException(
                    key + ": everybody can write the file " + file + ", so anybody may have put it there");
        }
        return Files.readAllBytes(file);
    }

    /** Warns in the log if others than its owner can read it. */
    public static void warnIfOthersCanRead(String key, Path file) throws IOException {
        if (othersCanRead(file)) {
            LOG.warn("{}: others than its owner can read the file {} (chmod 600 ends that)", key, file);
        }
    }

    /** Whether others than its owner can read it, or change it. */
    public static boolean othersCanRead(Path file) throws IOException {
        Set<PosixFilePermission> permissions = permissions(file);
        return permissions.contains(PosixFilePermission.OTHERS_READ)
                || permissions.contains(PosixFilePermission.GROUP_READ)
                || permissions.contains(PosixFilePermission.GROUP_WRITE);
    }

    /** Whether everybody can change it. */
    public static boolean everybodyCanWrite(Path file) throws IOException {
        return permissions(file).contains(PosixFilePermission.OTHERS_WRITE);
    }

    private static Set<PosixFilePermission> permissions(Path file) throws IOException {
        return isPosix(file) ? Files.getPosixFilePermissions(file) : Set.of();
    }

    private static boolean isPosix(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    static FileAttribute<?>[] ownerOnly(Path file, String permissions) {
        return isPosix(file)
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    /** Makes a new file that only its owner can read; fails if there is one already. */
    public static void create(Path file, byte[] octets) throws IOException {
        Files.createFile(file, ownerOnly(file, "rw-------"));
        Files.write(file, octets);
    }

    /**
     * Puts a file into the place of another, or where there was none, so that whoever reads it sees the one or the other as a
     * whole. Only its owner can read it, and the former one, which stays beside it with {@code ~} behind its name. Directories
     * that are missing are made.
     *
     * @throws IOException if it cannot be written; then the former is still there
     */
    public static void replace(Path file, byte[] octets) throws IOException {
        Path target = target(file);
        Path directory = target.resolveSibling("");
        Path name = target.getFileName();
        makeDirectories(directory);
        Path fresh = Files.createTempFile(directory, "." + name, "~new", ownerOnly(target, "rw-------"));
        try {
            try (FileOutputStream out = new FileOutputStream(fresh.toFile())) {
                out.write(octets);
                out.getFD().sync();
            }
            if (Files.exists(target)) {
                keep(target, target.resolveSibling(name + "~"));
            }
            Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    /** Where it really is, or would be. */
    static Path target(Path file) throws IOException {
        Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
        if (target.getFileName() == null) {
            throw new IOException(file + " has no name");
        }
        return target;
    }

    static void makeDirectories(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            return;
        }
        Path parent = directory.toAbsolutePath().normalize().getParent();
        if (parent != null) {
            makeDirectories(parent);
        }
        try {
            Files.createDirectory(directory, ownerOnly(directory, "rwx------"));
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(directory)) {
                throw e;
            }
        }
    }

    private static void keep(Path file, Path backup) throws IOException {
        Files.deleteIfExists(backup);
        if (othersCanRead(file)) { // a link would be the file itself, as it is
            create(backup, Files.readAllBytes(file));
            return;
        }
        try {
            Files.createLink(backup, file);
        } catch (IOException | UnsupportedOperationException e) {
            Files.copy(file, backup, StandardCopyOption.COPY_ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
        }
    }
}
