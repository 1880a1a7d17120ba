package dev.baokms.operator.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.core.login.Diagnosis;
import dev.baokms.daemon.serve.Patience;
import dev.baokms.daemon.site.Site;
import dev.baokms.grpc.ServerSettings;
import dev.baokms.host.ProcessIdentity;
import dev.baokms.host.build.BuildInfo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Groups, ways to log in and certificates' dates: what a test cannot bring about in the system itself. */
class LocalChecksTest {
    private static final String OURS = "4242";

    @TempDir
    private Path folder;

    private String groupFor(ProcessIdentity process) {
        return groupOf(folder.resolve("kms.sock"), process);
    }

    private static String groupOf(Path socket, ProcessIdentity process) {
        var server = new ServerSettings(
                socket,
                PosixFilePermissions.fromString("rw-------"),
                Optional.of(OURS),
                Set.of(),
                1,
                1,
                1,
                Duration.ofSeconds(1));
        return new SocketGroup(server, process).check().toString();
    }

    @Test
    void memberOrRoot_mayGiveTheSocketToTheGroup() {
        assertThat(groupFor(new ProcessIdentity(1000, 4242, Set.of()))).contains("status=PASS");
        assertThat(groupFor(new ProcessIdentity(1000, 1, Set.of(7L, 4242L)))).contains("status=PASS");
        assertThat(groupFor(new ProcessIdentity(0, 1, Set.of()))).contains("status=PASS");
        assertThat(groupFor(new ProcessIdentity(1000, 1, Set.of(7L, 8L)))).contains("status=WARN", "usermod -aG 4242");
    }

    @Test
    void socketOfAnotherGroup_fails() throws Exception {
        Files.createFile(folder.resolve("kms.sock"));
        assertThat(groupFor(ProcessIdentity.of(0, 1))).contains("status=FAIL", "restart the daemon");
    }

    @Test
    void socketThatCannotBeLookedAt_isAWarning() throws Exception {
        Path loop = Files.createSymbolicLink(folder.resolve("loop"), folder.resolve("loop"));
        assertThat(groupOf(loop.resolve("kms.sock"), ProcessIdentity.of(0, 1)))
                .contains("status=WARN", "run this as the daemon's user");
    }

    @Test
    void loginsThatAreNotConfigured_areSkipped() throws Exception {
        try (Site site = Site.in(folder)) {
            site.useCertificate(
                    new Site.Token(
                            folder.resolve("certificate"),
                            folder.resolve("module"),
                            "token",
                            "key",
                            folder.resolve("pin")),
                    Duration.ofSeconds(1),
                    "");
            try (var checks = new LoginChecks(site.settings().login())) {
                assertThat(List.of("jwt.local", "oauth2.local", "oauth2.acquire"))
                        .allSatisfy(id -> assertThat(checks.check(id))
                                .isEqualTo(Diagnosis.skip("not used: auth.method is cert")));
            }
        }
    }

    @Test
    void certificateThatEndsSoon_isAWarning() throws Exception {
        try (Site site = Site.in(folder)) {
            Instant later = Instant.now().plus(Duration.ofDays(85));
            try (var checks = new OpenBaoChecks(
                    site.settings(), BuildInfo.load(), new Patience(Duration.ofSeconds(2), waited -> {}), later)) {
                assertThat(checks.tls().toString())
                        .contains("status=WARN", "has a certificate that ends at ", "renew it");
            }
        }
    }
}
