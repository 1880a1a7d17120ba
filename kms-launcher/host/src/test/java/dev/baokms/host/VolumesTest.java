package dev.baokms.host;

import static dev.baokms.host.Ground.DAEMON;
import static dev.baokms.host.Ground.STRANGER;
import static dev.baokms.host.Ground.THIS;
import static dev.baokms.host.Ground.directory;
import static dev.baokms.host.Ground.exchange;
import static dev.baokms.host.Ground.file;
import static dev.baokms.host.Ground.group;
import static dev.baokms.host.Ground.isRoot;
import static dev.baokms.host.Ground.link;
import static dev.baokms.host.Ground.mode;
import static dev.baokms.host.Ground.owner;
import static dev.baokms.host.Ground.read;
import static dev.baokms.host.Ground.refusal;
import static dev.baokms.host.Ground.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.core.port.ByteSource.Flaw;
import dev.baokms.host.TrustedFile.Kind;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The layouts of those who write files for a pod or a unit. Kubelet's: {@code token -> ..data/token},
 * {@code ..data -> ..<time>}, and a renewal exchanges {@code ..data}.
 */
class VolumesTest {
    private static final ProcessIdentity PROCESS = isRoot() ? DAEMON : THIS;

    @TempDir
    private Path temp;

    private Path volume;
    private Path token;

    @BeforeEach
    void projectedVolume() throws IOException {
        volume = directory(temp.toRealPath().resolve("volume"), isRoot() ? 01777 : 0755);
        version("..2026_01", "first", 0440);
        link(volume.resolve("..data"), "..2026_01");
        token = link(volume.resolve("token"), "..data/token");
    }

    @Test
    void projectedToken_isRead() {
        assertThat(text(read(token, Kind.SECRET, PROCESS))).isEqualTo("first");
    }

    @Test
    void renewedToken_isReadAndHasAnotherStamp() throws IOException {
        var before = TrustedFile.of(token, Kind.SECRET, PROCESS).stamp();

        version("..2026_02", "second", 0440);
        exchange(volume.resolve("..data"), "..2026_02");

        assertThat(text(read(token, Kind.SECRET, PROCESS))).isEqualTo("second");
        assertThat(TrustedFile.of(token, Kind.SECRET, PROCESS).stamp())
                .isPresent()
                .isNotEqualTo(before);
    }

    /**
     * With fsGroup kubelet gives directories to the group, with its right to write and the bit that new files
     * inherit it.
     */
    @Test
    void volumeWithFsGroup_isRead() throws IOException {
        Ground.needsRoot();
        group(mode(volume, 03777), 64_002);
        group(mode(volume.resolve("..2026_01"), 02755), 64_002);
        group(mode(volume.resolve("..2026_01/token"), 0640), 64_002);

        assertThat(text(read(token, Kind.SECRET, DAEMON))).isEqualTo("first");
    }

    /** With one runAsUser for all containers kubelet gives the token to that user. */
    @Test
    void tokenOfThePodsUser_isRead() throws IOException {
        Ground.needsRoot();
        owner(mode(volume.resolve("..2026_01/token"), 0600), DAEMON.uid());

        assertThat(text(read(token, Kind.SECRET, DAEMON))).isEqualTo("first");
    }

    @ParameterizedTest
    @CsvSource({"SECRET, 0644, 0440", "SECRET, 0666, 0440", "PUBLIC, 0666, 0444"})
    void modeTooOpen_isCuredByTheVolumesDefaultMode(Kind kind, String mode, String cure) throws IOException {
        Path real = mode(volume.resolve("..2026_01/token"), Integer.parseInt(mode, 8));

        var refusal = refusal(token, kind, PROCESS);

        assertThat(refusal.flaw()).isEqualTo(Flaw.UNSAFE);
        assertThat(refusal.advice())
                .startsWith(real + " ")
                .contains(mode)
                .endsWith(": set defaultMode of the pod's volume, and mode of its items, to " + cure);
    }

    @Test
    void otherOwner_isCuredByRunAsUser() throws IOException {
        Ground.needsRoot();
        Path real = owner(volume.resolve("..2026_01/token"), STRANGER);

        assertThat(refusal(token, Kind.SECRET, DAEMON).advice())
                .isEqualTo(real + " belongs to user 64242, neither to root nor to user 64001: give the pod and its"
                        + " containers the same runAsUser, 64001");
    }

    @Test
    void unreadableToken_isCuredByFsGroupOrRunAsUser() throws IOException {
        Path real = mode(volume.resolve("..2026_01/token"), 0400);
        FileStatus seen = FileStatus.of(real);

        assertThat(Advice.onFile(token, ProcessIdentity.of(64_003, 64_003)).closedFile(real, seen, Kind.SECRET))
                .startsWith(real + " cannot be read by user 64003 (user " + seen.uid() + ", group ")
                .endsWith(": set fsGroup of the pod, or runAsUser to the owner, and defaultMode of the volume to 0440");
    }

    @Test
    void unreadableDirectory_isCuredByFsGroupOrRunAsUser() throws IOException {
        Path version = mode(volume.resolve("..2026_01"), 0700);

        assertThat(Advice.onFile(token, ProcessIdentity.of(64_003, 64_003)).closedDirectory(version))
                .startsWith(version + " cannot be entered by user 64003 on the way to " + token)
                .endsWith(": set fsGroup of the pod, or runAsUser to the owner");
    }

    @Test
    void openVersion_isCuredByAnotherPod() throws IOException {
        Path version = mode(volume.resolve("..2026_01"), 0777);

        assertThat(refusal(token, Kind.SECRET, PROCESS).advice())
                .startsWith(version + " can be written by group or others (mode 0777)")
                .endsWith(": delete the pod, so that kubelet makes the volume again");
    }

    @ParameterizedTest
    @ValueSource(strings = {"other", "..data/other", "sub/other"})
    void tokenThatTheVolumeLacks_isCuredByItsItems(String name) {
        assertThat(refusal(volume.resolve(name), Kind.SECRET, PROCESS).advice())
                .isEqualTo(volume.resolve(name)
                        + " does not exist: name it in the items of the pod's volume, or correct" + " the path");
    }

    @Test
    void noSentenceAboutAVolume_namesACommand() throws IOException {
        Path real = mode(volume.resolve("..2026_01/token"), 0644);
        Advice advice = Advice.onFile(token, PROCESS);
        FileStatus seen = FileStatus.of(real);

        assertThat(new String[] {
                    advice.wrongMode(real, seen, Kind.SECRET),
                    advice.wrongMode(real, seen, Kind.PUBLIC),
                    advice.wrongOwner(real, seen),
                    advice.closedFile(mode(real, 0000), FileStatus.of(real), Kind.SECRET),
                    advice.openDirectory(volume, FileStatus.of(volume))
                })
                .noneMatch(sentence -> sentence.matches(".*\\b(chmod|chown|chgrp)\\b.*"));
    }

    /** Cert-manager's secret is mounted as a volume of three files; its CSI driver uses the same writer. */
    @Test
    void secretOfCertManager_isReadByKind() throws IOException {
        Path version = volume.resolve("..2026_01");
        for (String name : new String[] {"tls.crt", "ca.crt", "tls.key"}) {
            file(version.resolve(name), name, name.endsWith("key") ? 0440 : 0444);
            link(volume.resolve(name), "..data/" + name);
        }

        assertThat(text(read(volume.resolve("tls.crt"), Kind.PUBLIC, PROCESS))).isEqualTo("tls.crt");
        assertThat(text(read(volume.resolve("ca.crt"), Kind.PUBLIC, PROCESS))).isEqualTo("ca.crt");
        assertThat(text(read(volume.resolve("tls.key"), Kind.SECRET, PROCESS))).isEqualTo("tls.key");
    }

    /**
     * Systemd leaves them to root with an access list, which shows as the group's right to read, or gives them to
     * the user.
     */
    @ParameterizedTest
    @ValueSource(ints = {0400, 0440})
    void credentialOfSystemd_isRead(int mode) throws IOException {
        Path credentials = directory(temp.toRealPath().resolve("bao-kms-provider.service"), 0700);
        Path secret = file(credentials.resolve("client-secret"), "secret", mode);
        mode(credentials, 0550);

        assertThat(text(read(secret, Kind.SECRET, PROCESS))).isEqualTo("secret");
        mode(credentials, 0700);
    }

    private void version(String name, String content, int mode) throws IOException {
        Path version = directory(volume.resolve(name), 0755);
        file(version.resolve("token"), content, mode);
    }
}
