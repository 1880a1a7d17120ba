package dev.baokms.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.baokms.daemon.site.Site;
import dev.baokms.daemon.site.Tool;
import dev.baokms.host.build.BuildInfo;
import dev.baokms.testkit.kms.KmsClient;
import dev.baokms.testkit.kms.WrappedSeed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Debian package on this machine: put in, used, upgraded, taken out, and every trace removed by the test. */
class PackageIT {
    private static final Path DEB = Path.of("target/dist/bao-kms-provider_" + version() + "_amd64.deb");
    private static final String PROGRAM = "/usr/bin/bao-kms-provider";
    private static final String USER = "openbao-kms";
    private static final Path CONFIG = Path.of("/etc/openbao-kms/config.yaml");
    private static final Path STATE = Path.of("/var/lib/openbao-kms/state/key-registry.json");
    private static final Path SOCKET = Path.of("/run/openbao-kms/kms.sock");
    private static final byte[] SEED = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path folder;

    private Site site;
    private boolean ours;

    @BeforeEach
    void requireAnUntouchedMachine() throws Exception {
        Tool.require("dpkg", "dpkg");
        Tool.require("systemd-sysusers", "systemd");
        assumeTrue(System.getProperty("user.name").equals("root"), "only root installs packages");
        assumeFalse(
                Files.exists(CONFIG.getParent()) || Files.exists(Path.of(PROGRAM)),
                "this machine has an installation already, which a test must not touch");
        assertThat(DEB).as("made by the build before").exists();
        ours = true;
        site = Site.in(folder);
    }

    @AfterEach
    void leaveNothingBehind() throws Exception {
        if (ours) {
            site.close();
            Tool.run("dpkg", "--purge", "bao-kms-provider");
            Tool.run("rm", "-rf", "/etc/openbao-kms", "/var/lib/openbao-kms", "/run/openbao-kms");
            Tool.run("userdel", USER);
            Tool.run("groupdel", USER);
            Tool.run("groupdel", "openbao-kms-socket");
        }
    }

    @Test
    void package_livesFromInstallToPurge() throws Exception {
        Tool.mustRun("dpkg", "--install", DEB.toString());
        assertLayout();
        assertThat(Path.of("/etc/systemd/system/multi-user.target.wants/bao-kms-provider.service"))
                .as("an installed service waits to be enabled")
                .doesNotExist();

        configure();
        WrappedSeed wrapped = serveAndWrap();

        Tool.mustRun("dpkg", "--install", DEB.toString());
        assertLayout();
        assertThat(CONFIG).exists();
        assertUnwraps(wrapped);

        Tool.mustRun("dpkg", "--remove", "bao-kms-provider");
        assertThat(Path.of(PROGRAM)).doesNotExist();
        assertThat(Path.of("/usr/lib/bao-kms-provider")).doesNotExist();
        assertThat(List.of(CONFIG, STATE)).allSatisfy(kept -> assertThat(kept).exists());

        assertThat(Tool.mustRun("dpkg", "--purge", "bao-kms-provider")).contains("kept /etc/openbao-kms");
        assertThat(List.of(CONFIG, STATE)).allSatisfy(kept -> assertThat(kept).exists());
    }

    private static void assertLayout() throws IOException {
        assertThat(owner("/etc/openbao-kms")).isEqualTo("root:openbao-kms 750");
        assertThat(owner("/run/openbao-kms")).isEqualTo("openbao-kms:openbao-kms-socket 2750");
        assertThat(owner("/var/lib/openbao-kms/state")).isEqualTo("openbao-kms:openbao-kms 750");
        assertThat(owner("/usr/lib/bao-kms-provider/lib")).isEqualTo("root:root 755");
        assertThat(owner("/usr/lib/bao-kms-provider/runtime/bin/java")).isEqualTo("root:root 711");
        assertThat(owner("/usr/share/man/man1/bao-kms-provider.1")).isEqualTo("root:root 644");
        assertThat(owner("/usr/share/bash-completion/completions/bao-kms-provider"))
                .isEqualTo("root:root 644");
    }

    private static String owner(String path) throws IOException {
        Path at = Path.of(path);
        return String.format(
                Locale.ROOT,
                "%s:%s %o",
                Files.getAttribute(at, "unix:owner", LinkOption.NOFOLLOW_LINKS),
                Files.getAttribute(at, "unix:group", LinkOption.NOFOLLOW_LINKS),
                (int) Files.getAttribute(at, "unix:mode", LinkOption.NOFOLLOW_LINKS) & 07777);
    }

    /** Where operators put things, with the owners and modes that the manual asks for. */
    private void configure() throws Exception {
        String elsewhere = site.config().resolveSibling("").toString();
        place(site.caBundle(), "ca.pem", "root:root", "0644");
        place(site.jwt(), "jwt", "root:openbao-kms", "0640");
        Files.writeString(
                site.config(),
                Files.readString(site.config())
                        .replace(elsewhere + "/kms.sock", SOCKET.toString())
                        .replace(elsewhere + "/state/key-registry.json", STATE.toString())
                        .replace(elsewhere, "/etc/openbao-kms")
                        .replace("socketMode: \"0600\"", "socketMode: \"0660\"")
                        .replaceAll("socketGroup: .*", "socketGroup: openbao-kms-socket"));
        place(site.config(), "config.yaml", "root:openbao-kms", "0640");
    }

    private static void place(Path from, String name, String owner, String mode) throws Exception {
        Path to = CONFIG.resolveSibling(name);
        Files.copy(from, to);
        Tool.mustRun("chown", owner, to.toString());
        Tool.mustRun("chmod", mode, to.toString());
    }

    private WrappedSeed serveAndWrap() throws Exception {
        Process daemon = serve();
        try (KmsClient client = new KmsClient(SOCKET, KmsClient.Options.likeApiServer())) {
            Site.await("Status is ok", () -> Site.healthy(client));
            assertThat(owner(SOCKET.toString())).isEqualTo("openbao-kms:openbao-kms-socket 660");
            assertThat(owner("/proc/" + daemon.pid() + "/environ"))
                    .as("no other process of its user looks into it")
                    .isEqualTo("root:root 400");
            assertThat(Tool.mustRun(PROGRAM, "probe", "--socket", SOCKET.toString()))
                    .contains("[pass] kms.decrypt");
            return client.encrypt("uid", SEED);
        } finally {
            stop(daemon);
        }
    }

    private void assertUnwraps(WrappedSeed wrapped) throws Exception {
        Process daemon = serve();
        try (KmsClient client = new KmsClient(SOCKET, KmsClient.Options.likeApiServer())) {
            Site.await("Status is ok", () -> Site.healthy(client));
            assertThat(client.decrypt("uid", wrapped)).isEqualTo(SEED);
        } finally {
            stop(daemon);
        }
    }

    /** As the unit does it, whose manager cannot run inside a test. */
    private Process serve() throws IOException {
        return new ProcessBuilder(
                        "setpriv",
                        "--reuid=" + USER,
                        "--regid=" + USER,
                        "--init-groups",
                        "--no-new-privs",
                        "--bounding-set=-all",
                        PROGRAM,
                        "serve",
                        "--config",
                        CONFIG.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
    }

    private static void stop(Process daemon) throws InterruptedException {
        daemon.destroy();
        assertThat(daemon.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(daemon.exitValue()).isZero();
    }

    private static String version() {
        return BuildInfo.load().version();
    }
}
