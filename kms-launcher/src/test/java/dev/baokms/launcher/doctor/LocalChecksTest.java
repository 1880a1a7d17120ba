package dev.baokms.launcher.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.launcher.config.Auth;
import dev.baokms.launcher.config.Settings;
import dev.baokms.launcher.observe.BuildInfo;
import dev.baokms.launcher.run.Site;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Groups, ways to log in and certificates' dates: what a test cannot bring about in the system itself. */
class LocalChecksTest {
    private static final String OURS = "4242";

    @TempDir
    private Path folder;

    private Finding groupOf(String status) throws IOException {
        Files.writeString(folder.resolve("status"), status);
        var server = new Settings.Server(folder.resolve("kms.sock"), 0600, OURS, Set.of(), "", "", 1, 1, 1);
        return new SocketGroup(server, folder).check();
    }

    @Test
    void memberOrRoot_mayGiveTheSocketToTheGroup() throws Exception {
        String nobody = "Uid:\t1000\t1000\t1000\t1000\n";
        assertThat(groupOf(nobody + "Gid:\t4242\t4242\t4242\t4242\nGroups:\t \n")
                        .toString())
                .contains("status=pass");
        assertThat(groupOf(nobody + "Gid:\t1\t1\t1\t1\nGroups:\t7 4242 \n").toString())
                .contains("status=pass");
        assertThat(groupOf("Uid:\t0\t0\t0\t0\nGid:\t1\t1\t1\t1\nGroups:\t \n").toString())
                .contains("status=pass");
        assertThat(groupOf(nobody + "Gid:\t1\t1\t1\t1\nGroups:\t7 8 \n").toString())
                .contains("status=warn", "usermod -aG 4242");
    }

    @Test
    void socketOfAnotherGroup_fails() throws Exception {
        Files.createFile(folder.resolve("kms.sock"));
        assertThat(groupOf("Uid:\t0\t0\t0\t0\n").toString()).contains("status=fail", "restart the daemon");
    }

    @Test
    void processThatCannotBeLookedAt_isAWarning() {
        var server = new Settings.Server(folder.resolve("kms.sock"), 0600, OURS, Set.of(), "", "", 1, 1, 1);
        assertThat(new SocketGroup(server, folder.resolve("none")).check().toString())
                .contains("status=warn");
    }

    @Test
    void loginsThatAreNotConfigured_areSkipped() {
        var certificate = new CredentialChecks(new Auth.Certificate(
                "auth/cert",
                Optional.empty(),
                Duration.ZERO,
                Duration.ZERO,
                Optional.empty(),
                folder,
                "token",
                "key",
                folder,
                1));
        assertThat(certificate.jwtFile()).isEqualTo(Finding.skip("is not used: auth.method is cert"));
        assertThat(certificate.grant()).isEqualTo(Finding.skip("is not used: auth.method is cert"));
    }

    @Test
    void certificateThatEndsSoon_isAWarning() throws Exception {
        try (Site site = Site.in(folder)) {
            Instant later = Instant.now().plus(Duration.ofDays(85));
            try (var checks = new OpenBaoChecks(site.settings(), BuildInfo.load(), later)) {
                assertThat(checks.tls().toString())
                        .contains("status=warn", "has a certificate that ends at ", "renew it");
            }
        }
    }
}
