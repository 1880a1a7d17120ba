package dev.baokms.auth.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.baokms.core.outcome.Failure.LoginFailed;
import dev.baokms.core.outcome.Failure.LoginFailed.Problem;
import dev.baokms.core.outcome.Outcome;
import dev.baokms.core.port.Budget;
import dev.baokms.core.port.CredentialSource.Credential;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What SoftHSM never does: a module between it and us hangs, or says that the PIN is about to be locked or is. */
class ShimTest {
    private static final Duration AMPLE = Duration.ofSeconds(20);

    @TempDir
    Path dir;

    private SoftHsm hsm;
    private Pkcs11Settings settings;

    @BeforeEach
    void build() throws Exception {
        hsm = new SoftHsm(dir);
        assumeTrue(SoftHsm.onPath("gcc"), "skipped: needs a C compiler; install the Debian package gcc");
        try (InputStream source = Objects.requireNonNull(ShimTest.class.getResourceAsStream("shim.c"))) {
            Files.copy(source, dir.resolve("shim.c"));
        }
        hsm.run(
                "gcc",
                "-shared",
                "-fPIC",
                "-DCONTROL=\"" + dir + "\"",
                "-DSOFTHSM=\"" + hsm.library + "\"",
                "-o",
                "shim.so",
                "shim.c",
                "-ldl");
        hsm.key("kms", "01", "EC:P-256");
        Path certificate = hsm.certificate("kms", "clientAuth");
        settings = hsm.settings(dir.resolve("shim.so"), "node", "kms", Optional.of(certificate));
    }

    @Test
    void hangingModule_isSilence_holdsNobodyElse_andIsUsedAgainWhenItAnswers() throws Exception {
        try (var source = new CertificateSource(settings, InstantSource.system())) {
            assertThat(source.obtain(within(AMPLE))).isInstanceOf(Outcome.Ok.class);
            Files.createFile(dir.resolve("hang"));
            try {
                assertThat(source.obtain(within(Duration.ofMillis(100)))).isEqualTo(failed(Problem.TOKEN_SILENT));
                // More of them than there are carriers of virtual threads.
                Queue<Outcome<Credential>> outcomes = new ConcurrentLinkedQueue<>();
                List<Thread> waiting = new ArrayList<>();
                for (int i = 0; i < 4 * Runtime.getRuntime().availableProcessors(); i++) {
                    waiting.add(Thread.ofVirtual().start(() -> outcomes.add(source.obtain(within(AMPLE)))));
                }
                for (Thread thread : waiting) {
                    assertThat(thread.join(AMPLE)).isTrue();
                }
                assertThat(outcomes).hasSameSizeAs(waiting).containsOnly(failed(Problem.TOKEN_SILENT));
            } finally {
                Files.delete(dir.resolve("hang"));
            }
            long end = System.nanoTime() + AMPLE.toNanos();
            while (!(source.obtain(within(AMPLE)) instanceof Outcome.Ok<Credential>)) {
                assertThat(System.nanoTime()).isLessThan(end);
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void lastTryAndLockedPin_areNamed_andThePinIsNotTried() throws Exception {
        hsm.pin("wrong-pin");

        Files.writeString(dir.resolve("flags"), "20000");
        assertThat(obtained()).isEqualTo(failed(Problem.PIN_LAST_TRY));
        Files.writeString(dir.resolve("flags"), "40000");
        assertThat(obtained()).isEqualTo(failed(Problem.PIN_LOCKED));

        // The flag goes up with the first wrong PIN that a token is given, and SoftHSM has seen none.
        Files.delete(dir.resolve("flags"));
        hsm.pin(SoftHsm.PIN);
        assertThat(obtained()).isInstanceOf(Outcome.Ok.class);
    }

    private Outcome<Credential> obtained() {
        try (var source = new CertificateSource(settings, InstantSource.system())) {
            return source.obtain(within(AMPLE));
        }
    }

    private static Outcome<Credential> failed(Problem problem) {
        return Outcome.failed(new LoginFailed(problem));
    }

    private static Budget within(Duration time) {
        return Budget.starting(System::nanoTime, time);
    }
}
