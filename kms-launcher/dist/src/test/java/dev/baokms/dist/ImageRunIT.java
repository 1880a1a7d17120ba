package dev.baokms.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.baokms.daemon.site.Site;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs the unpacked image with what a container runtime gives it: a read-only root, procfs, random devices, one writable mount. */
class ImageRunIT {
    /** Ends with the daemon, and all mounts with it: they are in a namespace of their own. */
    private static final String CONTAINER = """
        set -e
        root=$1 work=$2 uid=$3; shift 3
        mount --bind "$root" "$root"
        mount -t proc proc "$root/proc"
        mount --bind /dev "$root/dev"
        mount --bind "$work" "$root$work"
        mount -o remount,bind,ro "$root"
        exec env -i PATH="$PATH" MALLOC_ARENA_MAX=2 LC_ALL=C.UTF-8 chroot --userspec="$uid:$uid" --groups= "$root" "$@"
        """;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path folder;

    @BeforeEach
    void root_isNeededForMounts() throws Exception {
        assumeTrue(
                ImageFile.execute("id", "-u").strip().equals("0"),
                "only root can unpack the image with its owners and mount its file systems");
        assumeTrue(
                new ProcessBuilder("unshare", "--mount", "true").start().waitFor() == 0,
                "this machine does not let root have mounts of its own (unshare, Debian package util-linux)");
    }

    @ParameterizedTest
    @ValueSource(ints = {65532, 0, 12345})
    void imageWithReadOnlyRoot_servesAsAnyUser(int uid) throws Exception {
        Path root = folder.resolve("root");
        var image = ImageFile.unpackedTo(folder.resolve("layout"));
        image.rootFilesystem(root);
        Path work = Files.createDirectory(folder.resolve("work"));
        for (Path mountPoint : List.of(root.resolve("proc"), root.resolve("dev"), within(root, work))) {
            Files.createDirectories(mountPoint);
        }
        try (Site site = Site.in(work)) {
            ImageFile.execute("chown", "-R", uid + ":" + uid, work.toString());
            site.configure("");
            Path log = folder.resolve("log");
            Process daemon = container(
                            image,
                            root,
                            work,
                            uid,
                            List.of("serve", "--config", site.config().toString()))
                    .redirectError(log.toFile())
                    .start();
            try {
                Site.await("a good Status or an end: " + log, () -> !daemon.isAlive() || has(log, "\"status is ok\""));
                assertThat(daemon.isAlive()).as(Files.readString(log)).isTrue();
                Path answer = folder.resolve("answer");
                Process probe = container(
                                image,
                                root,
                                work,
                                uid,
                                List.of("probe", "--socket", site.socket().toString()))
                        .redirectErrorStream(true)
                        .redirectOutput(answer.toFile())
                        .start();
                assertThat(probe.waitFor()).as(Files.readString(answer)).isZero();
                assertThat(Files.readString(Path.of("/proc/" + daemon.pid() + "/status")))
                        .containsPattern("(?m)^Uid:\\s+" + uid + "\\s");
            } finally {
                daemon.destroy();
                assertThat(daemon.waitFor()).as(Files.readString(log)).isZero();
            }
            assertThat(log).content().as("the class archive fits").doesNotContain("no class archive fits");
        }
    }

    private static ProcessBuilder container(ImageFile image, Path root, Path work, int uid, List<String> arguments)
            throws IOException {
        var command = new ArrayList<>(List.of("unshare", "--mount", "sh", "-c", CONTAINER, "container"));
        Stream.of(root, work, uid).map(String::valueOf).forEach(command::add);
        command.addAll(image.words("Entrypoint"));
        command.addAll(arguments);
        return new ProcessBuilder(command).redirectOutput(new File("/dev/null"));
    }

    private static Path within(Path root, Path absolute) {
        return root.resolve(absolute.toString().substring(1));
    }

    private static boolean has(Path log, String text) {
        try {
            return Files.readString(log).contains(text);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
