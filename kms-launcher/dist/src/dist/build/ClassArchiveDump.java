import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;

/**
 * Has the packaged JVM dump an archive of the classes in a list. Equal jars, runtime and flags must give equal bytes. But the archive
 * keeps what the dumping JVM happened to resolve and to intern, so nothing that differs between two builds may reach the code that
 * it runs: not the environment, not the clock, not the numbers of inodes.
 */
final class ClassArchiveDump {
    private static final Path MEMORY = Path.of("/dev/shm");

    private ClassArchiveDump() {}

    /**
     * @param folder the packaged folder: runtime, flags and jars are in it, and the archive will be
     * @param jars what {@code serve} runs from: the daemon's own first, then those its manifest names
     * @param log gets what the JVM says
     * @return the archive, whose name carries the jars' hash: a package that replaces a jar cannot leave it in use by accident
     * @throws IllegalStateException when the JVM makes none, with what it said, or one that may differ from another build's
     */
    static Path dump(Path folder, List<Path> jars, Path classes, Path log) throws Exception {
        Path archive = folder.resolve("app-" + hash(jars) + ".jsa");
        Path stage = Files.createTempDirectory(placeFor(jars), "kms");
        try {
            for (Path jar : jars) {
                Path copy = stage.resolve(folder.relativize(jar));
                Files.createDirectories(copy.getParent());
                Files.copy(jar, copy, StandardCopyOption.COPY_ATTRIBUTES);
            }
            Path initialised = stage.resolve("initialised");
            run(
                    stage,
                    log,
                    folder.resolve("runtime/bin/java").toString(),
                    "@" + folder.resolve("java.args"),
                    "-Xshare:dump",
                    // A soft reference goes by the time since its last use, and takes what it kept interned out of the
                    // archive.
                    "-XX:SoftRefLRUPolicyMSPerMB=1000000000",
                    "-Xlog:class+init=info:file=" + initialised,
                    "-XX:SharedClassListFile=" + classes,
                    "-XX:SharedArchiveFile=" + archive,
                    "-cp",
                    // The archive remembers this path, and must not remember where it was built.
                    "/proc/self/cwd/" + folder.relativize(jars.getFirst()));
            if (Files.readString(initialised).contains("'java/util/HashMap$TreeNode'")) {
                throw new IllegalStateException(
                        "the inodes of the copied jars collide, so the archive would differ from"
                                + " another build's: build again, or mount a tmpfs at " + MEMORY);
            }
        } finally {
            RuntimeImage.deleteTree(stage);
        }
        return archive;
    }

    /**
     * A file system that numbers inodes in turn, where there is one with room for two builds. ZipFile keeps its open files in a hash
     * map by inode. ext4 can give every sixteenth number, and then the map makes a tree, which it does not do otherwise.
     */
    private static Path placeFor(List<Path> jars) throws IOException {
        long size = 0;
        for (Path jar : jars) {
            size += Files.size(jar);
        }
        boolean fits = Files.isWritable(MEMORY) && Files.getFileStore(MEMORY).getUsableSpace() > 2 * size;
        return fits ? MEMORY : Path.of(System.getProperty("java.io.tmpdir"));
    }

    private static void run(Path directory, Path log, String... command) throws IOException, InterruptedException {
        var builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().clear();
        if (builder.start().waitFor() != 0) {
            throw new IllegalStateException("the JVM made no archive: " + Files.readString(log));
        }
    }

    private static String hash(List<Path> files) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (Path file : files) {
            digest.update(Files.readAllBytes(file));
        }
        return HexFormat.of().formatHex(digest.digest(), 0, 8);
    }
}
