package dev.baokms.lab;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baokms.host.ToldException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The private directory of one lab. Everything of the lab is in it, except the programs in the cache.
 *
 * @param path absolute
 */
record LabFolder(Path path) {
    /** Written first and deleted last: without this mark, the lab may delete nothing here. */
    private static final String MARK = "lab.properties";

    private static final String LOCK = "lock";
    private static final String LOGS = "log";
    private static final Set<PosixFilePermission> PRIVATE = PosixFilePermissions.fromString("rwx------");
    /** The limit for a Unix socket's path; a zero byte follows it. The longest path here is the socket of a node. */
    private static final int MOST_SOCKET_BYTES = 106;

    /** Returns the directory of a lab if none is named. */
    static Path usual(Map<String, String> environment) {
        return Xdg.folder(environment, "XDG_STATE_HOME", ".local/state").resolve("lab");
    }

    /**
     * Creates the directory if it does not exist, and refuses one that belongs to another user or is open to others.
     */
    void claim() throws IOException {
        int bytes = node(1).resolve("kms.sock").toString().getBytes(UTF_8).length;
        if (bytes > MOST_SOCKET_BYTES) {
            throw new ToldException(LabTexts.tooLong(path, bytes - MOST_SOCKET_BYTES));
        }
        if (!Files.isDirectory(path)) {
            Files.createDirectories(path, PosixFilePermissions.asFileAttribute(PRIVATE));
        }
        if (!Files.getPosixFilePermissions(path).equals(PRIVATE)) {
            throw new ToldException(LabTexts.openToOthers(path));
        }
        if (!isMarked() && entries().stream().anyMatch(entry -> !isKept(entry))) {
            throw new ToldException(LabTexts.notALab(path));
        }
    }

    /** Whether a lab exists here, complete or in part. */
    boolean isMarked() {
        return Files.exists(mark());
    }

    Path mark() {
        return path.resolve(MARK);
    }

    Path logs() {
        return path.resolve(LOGS);
    }

    Path log(String process) {
        return logs().resolve(process + ".log");
    }

    /** Returns the directory of the process table. */
    Path table() {
        return path.resolve("run");
    }

    Path certificates() {
        return path.resolve("pki");
    }

    Path openbao() {
        return path.resolve("openbao");
    }

    /**
     * Returns the folder of a control plane node: its daemon's configuration, state and socket, and the API server's
     * encryption configuration.
     */
    Path node(int number) {
        return path.resolve("node-" + number);
    }

    Path kubeconfig() {
        return path.resolve("kubeconfig");
    }

    /** Returns the file that a person's shell reads, so that the printed commands work. */
    Path environment() {
        return path.resolve("env");
    }

    /** Copies a script into the directory, once only: a shell may be reading it. */
    Path script(String name) throws IOException {
        Path file = path.resolve(name);
        if (!Files.exists(file)) {
            try (InputStream text = Objects.requireNonNull(LabFolder.class.getResourceAsStream(name))) {
                write(file, new String(text.readAllBytes(), UTF_8));
            }
        }
        return file;
    }

    /** Creates a private directory in it. */
    Path make(Path folder) throws IOException {
        return Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(PRIVATE));
    }

    /** Writes a file that only its owner may read. */
    void write(Path file, String text) throws IOException {
        if (!Files.exists(file)) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        Files.writeString(file, text);
    }

    /**
     * Deletes the lab's files. Logs stay until the next lab starts here, because the last one may show why the lab
     * failed.
     */
    void clear() throws IOException {
        if (isMarked()) {
            for (Path entry : entries()) {
                if (!isKept(entry) && !entry.equals(mark())) {
                    delete(entry);
                }
            }
            Files.delete(mark());
        }
    }

    void clearLogs() throws IOException {
        delete(logs());
        make(logs());
    }

    /** Locks the lab, so that no other command brings it up or takes it down meanwhile. */
    FileChannel lock() throws IOException {
        FileChannel channel = FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return channel;
            }
        } catch (OverlappingFileLockException e) {
            // Another thread of this process holds the lock.
        }
        channel.close();
        throw new ToldException(LabTexts.atWork(path));
    }

    private static boolean isKept(Path entry) {
        return List.of(LOCK, LOGS).contains(entry.getFileName().toString());
    }

    private List<Path> entries() throws IOException {
        try (Stream<Path> entries = Files.list(path)) {
            return entries.toList();
        }
    }

    private static void delete(Path tree) throws IOException {
        if (Files.exists(tree)) {
            try (Stream<Path> files = Files.walk(tree)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }
}
