package dev.baokms.host;

import static dev.baokms.host.Ground.DAEMON;
import static dev.baokms.host.Ground.STRANGER;
import static dev.baokms.host.Ground.directory;
import static dev.baokms.host.Ground.file;
import static dev.baokms.host.Ground.mode;
import static dev.baokms.host.Ground.owner;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.baokms.host.TrustedFile.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A JVM that really runs as the daemon's user: what the kernel refuses to it, which root is never refused. */
class OtherUserTest {
    @TempDir
    private Path temp;

    private Path dir;

    @BeforeEach
    void directoryThatAllCanEnter() throws IOException {
        Ground.needsRoot();
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/setpriv")), "no setpriv here");
        dir = directory(mode(temp.toRealPath(), 0711).resolve("d"), 0755);
    }

    @Test
    void secrets_areReadOrTheirRefusalIsExplained() throws Exception {
        Path own = owner(file(dir.resolve("own"), "its own", 0600), DAEMON.uid());
        Path shared = Ground.group(file(dir.resolve("shared"), "for its group", 0640), DAEMON.gid());
        Path closed = file(dir.resolve("closed"), "root's", 0600);
        Path strange = owner(file(dir.resolve("strange"), "a stranger's", 0600), STRANGER);
        Path cellar = directory(dir.resolve("cellar"), 0700);
        Path behind = file(cellar.resolve("f"), "hidden", 0640);

        List<String> said = read(Kind.SECRET, own, shared, closed, strange, behind);

        assertThat(said)
                .containsExactly(
                        "content: its own",
                        "content: for its group",
                        "MISSING: " + closed + " cannot be read by user 64001 (user 0, group 0, mode 0600): run chgrp"
                                + " 64001 " + closed + " && chmod g+r " + closed,
                        "UNSAFE: " + strange + " belongs to user 64242, neither to root nor to user 64001: run chown"
                                + " root " + strange,
                        "MISSING: " + cellar + " cannot be entered by user 64001 on the way to " + behind
                                + " (user 0, group 0, mode 0700): run chgrp 64001 " + cellar + " && chmod g+x " + cellar
                                + ", or keep the file elsewhere");
    }

    @Test
    void closedAuthority_isOpenedToAll() throws Exception {
        Path closed = file(dir.resolve("ca.pem"), "root's", 0600);

        assertThat(read(Kind.PUBLIC, closed))
                .containsExactly(
                        "MISSING: %1$s cannot be read by user 64001 (user 0, group 0, mode 0600): run chmod a+r %1$s"
                                .formatted(closed));
    }

    /** Following the printed cure is enough. */
    @Test
    void curedFile_isRead() throws Exception {
        Path closed = file(dir.resolve("closed"), "root's", 0600);
        String advice = read(Kind.SECRET, closed).getFirst();

        String command = advice.substring(advice.indexOf(": run ") + ": run ".length());
        assertThat(new ProcessBuilder("/bin/sh", "-c", command).start().waitFor())
                .isZero();

        assertThat(read(Kind.SECRET, closed)).containsExactly("content: root's");
    }

    private List<String> read(Kind kind, Path... files) throws Exception {
        String[] names = List.of(files).stream().map(Path::toString).toArray(String[]::new);
        List<String> said = ReadingChild.as(DAEMON, dir).read(List.of(), kind, names);
        return said.subList(2, said.size());
    }
}
