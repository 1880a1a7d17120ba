package dev.baokms.daemon.serve;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.baokms.daemon.site.ServerIdentity;
import dev.baokms.daemon.site.Site;
import dev.baokms.daemon.site.Site.Running;
import dev.baokms.testkit.emulator.Fault;
import dev.baokms.testkit.kms.KmsCallException;
import dev.baokms.testkit.kms.KmsClient;
import dev.baokms.testkit.kms.WrappedSeed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole daemon over a real socket, with HTTPS to the emulator behind it. */
class DaemonTest {
    private static final byte[] SEED = "0123456789abcdef0123456789abcdef".getBytes(UTF_8);

    @TempDir
    private Path folder;

    private Site site;

    @BeforeEach
    void prepare() throws Exception {
        site = Site.in(folder);
    }

    @AfterEach
    void cleanUp() {
        site.close();
    }

    private static String statusProblem(KmsClient client) {
        try {
            return client.status().healthz();
        } catch (KmsCallException e) {
            return e.code() + " " + e.description();
        }
    }

    private KmsCallException refusal(KmsClient client, WrappedSeed wrapped) {
        KmsCallException refused = catchThrowableOfType(KmsCallException.class, () -> client.decrypt("uid", wrapped));
        assertThat(refused).as("the call must be refused").isNotNull();
        return refused;
    }

    @Test
    void seed_comesBackThroughTheSocket() throws Exception {
        try (Running run = site.running()) {
            KmsClient client = run.client();
            Site.await("Status is ok", () -> Site.healthy(client));
            WrappedSeed wrapped = client.encrypt("uid-1", SEED);

            assertThat(client.decrypt("uid-2", wrapped)).isEqualTo(SEED);
            assertThat(wrapped.keyId()).isEqualTo(client.status().keyId()).startsWith("obk2.");
            assertThat(new String(wrapped.ciphertext(), UTF_8)).startsWith("vault:v1:");
            assertThat(run.daemon().listening()).isNotEmpty();
        }
        assertThat(site.socket()).doesNotExist();
    }

    /** Without the wait both would be refused: the first probe alone takes longer than a call has to travel. */
    @Test
    void callThatComesBeforeTheFirstProbeHasEnded_isAnswered() throws Exception {
        site.emulator.faults().delay(Duration.ofMillis(100), "");
        try (Running run = site.running()) {
            assertThat(run.client().encrypt("uid", SEED).keyId()).startsWith("obk2.");
            assertThat(run.client().status().healthz()).isEqualTo("ok");
        }
    }

    @Test
    void daemonWhosePlaceIsTaken_servesItselfNoLonger() throws Exception {
        try (Running run = site.running()) {
            Site.await("it answers itself", run.daemon()::servesItself);

            Path precious = Files.writeString(site.file("precious"), "precious");
            Files.move(precious, site.socket(), StandardCopyOption.ATOMIC_MOVE);

            assertThat(run.daemon().servesItself()).isFalse();
        }
    }

    @Test
    void listOfPeersWithoutTheDaemon_stillLetsItAskItself() throws Exception {
        Files.writeString(
                site.config(),
                Files.readString(site.config()).replace("server:\n", "server:\n  allowedPeers: [\"uid:54321\"]\n"));
        try (Running run = site.running()) {
            assertThat(run.daemon().servesItself()).isTrue();
            Site.await(
                    "the words are those of Status", () -> run.daemon().words().equals("ok"));
        }
    }

    @Test
    void restart_derivesTheSameKeyIdAndReadsWhatWasWritten() throws Exception {
        WrappedSeed wrapped;
        try (Running run = site.running()) {
            KmsClient client = run.client();
            Site.await("Status is ok", () -> Site.healthy(client));
            wrapped = client.encrypt("uid-1", SEED);
        }
        try (Running run = site.running()) {
            KmsClient client = run.client();
            Site.await("Status is ok", () -> Site.healthy(client));
            assertThat(client.status().keyId()).isEqualTo(wrapped.keyId());
            assertThat(client.decrypt("uid-2", wrapped)).isEqualTo(SEED);
        }
    }

    @Test
    void sealedOpenBao_isNamed_andRecoversByItself() throws Exception {
        site.emulator.faults().seal();
        try (Running run = site.running()) {
            KmsClient client = run.client();
            Site.await("Status names the seal", () -> statusProblem(client).contains("sealed"));
            assertThat(catchThrowableOfType(KmsCallException.class, () -> client.encrypt("uid", SEED))
                            .code())
                    .isEqualTo("UNAVAILABLE");
            site.emulator.faults().unseal();
            Site.await("Status is ok again", () -> Site.healthy(client));
            assertThat(client.decrypt("b", client.encrypt("a", SEED))).isEqualTo(SEED);
        }
    }

    @Test
    void absentOpenBao_isNamed_andTheProcessStays() throws Exception {
        site.emulator.close();
        try (Running run = site.running()) {
            KmsClient client = run.client();
            Site.await("Status names the cause", () -> statusProblem(client).contains("UNAVAILABLE"));
            Site.await(
                    "the reason is that nothing answers",
                    () -> statusProblem(client).contains("cannot be reached"));
        }
    }

    @Test
    void foreignCertificateAuthority_isNamed() throws Exception {
        Files.writeString(site.caBundle(), ServerIdentity.fresh().caBundle());
        try (Running run = site.running()) {
            KmsClient client = run.client();
            Site.await(
                    "Status names the certificate", () -> statusProblem(client).contains("TLS handshake"));
        }
    }

    @Test
    void wrongRole_isNamed() throws Exception {
        Files.writeString(site.config(), Files.readString(site.config()).replace("role: kms", "role: somebody-else"));
        try (Running run = site.running()) {
            KmsClient client = run.client();
            Site.await(
                    "Status names the login",
                    () -> statusProblem(client).contains("refuses the credential or the role"));
        }
    }

    @Test
    void tamperedObject_isRefusedAndTheOriginalStillOpens() throws Exception {
        try (Running run = site.running()) {
            KmsClient client = run.client();
            Site.await("Status is ok", () -> Site.healthy(client));
            WrappedSeed good = client.encrypt("uid", SEED);

            assertThat(refusal(client, good.withCiphertext(flipped(good.ciphertext())))
                            .code())
                    .isEqualTo("INVALID_ARGUMENT");
            assertThat(refusal(client, good.withAnnotations(Map.of())).code()).isEqualTo("INVALID_ARGUMENT");
            assertThat(refusal(client, good.withKeyId("obk2." + "A".repeat(43))).code())
                    .isEqualTo("NOT_FOUND");
            assertThat(refusal(client, good.withKeyId("nonsense")).code()).isEqualTo("INVALID_ARGUMENT");
            assertThat(client.decrypt("uid", good)).isEqualTo(SEED);
        }
    }

    private static byte[] flipped(byte[] ciphertext) {
        byte[] other = ciphertext.clone();
        int at = other.length / 2;
        other[at] = (byte) (other[at] == 'A' ? 'B' : 'A');
        return other;
    }

    @Test
    void wrongPlaintextFromTransit_neverBecomesAnAnswer() throws Exception {
        try (Running run = site.running()) {
            KmsClient client = run.client();
            Site.await("Status is ok", () -> Site.healthy(client));
            site.emulator.faults().inject(Fault.CORRUPT_CIPHERTEXT, "/v1/transit/encrypt");

            KmsCallException refused = catchThrowableOfType(KmsCallException.class, () -> client.encrypt("uid", SEED));

            assertThat(refused).as("a wrap that cannot be unwrapped").isNotNull();
            assertThat(refused.code()).isEqualTo("INTERNAL");
        }
    }

    @Test
    void expiredTokens_areReplacedWithoutALostCall() throws Exception {
        try (Running run = site.running()) {
            KmsClient client = run.client();
            Site.await("Status is ok", () -> Site.healthy(client));
            site.emulator.faults().expireTokens();
            assertThat(client.decrypt("b", client.encrypt("a", SEED))).isEqualTo(SEED);
        }
    }

    @Test
    void replacedCaBundle_isUsedWithoutARestart_andGarbageIsNot() throws Exception {
        byte[] good = Files.readAllBytes(site.caBundle());
        Files.writeString(site.caBundle(), ServerIdentity.fresh().caBundle());
        try (Running run = site.running()) {
            KmsClient client = run.client();
            Site.await(
                    "Status names the certificate", () -> statusProblem(client).contains("TLS handshake"));
            Files.write(site.caBundle(), good);
            Site.await("the good bundle is in use", () -> Site.healthy(client));

            Files.writeString(site.caBundle(), "garbage");
            site.emulator.faults().expireTokens();
            site.emulator.faults().inject(Fault.RESET, "/v1/transit/encrypt", 1);
            Site.provoke(client);

            Site.await("the former bundle serves on", () -> Site.healthy(client));
            assertThat(client.decrypt("b", client.encrypt("a", SEED))).isEqualTo(SEED);
        }
    }

    @Test
    void rotatedKey_becomesTheWriteKeyAndOldObjectsOpen() throws Exception {
        configured(text -> text + "rotation:\n  activationDelay: 1s\nstatus:\n  probeInterval: 1s\n");
        try (Running run = site.running()) {
            KmsClient client = run.client();
            Site.await("Status is ok", () -> Site.healthy(client));
            WrappedSeed old = client.encrypt("uid", SEED);
            site.emulator.faults().rotateKey("transit", "kms");
            Site.await(
                    "Status names the new key", () -> !client.status().keyId().equals(old.keyId()));

            WrappedSeed fresh = client.encrypt("uid", SEED);

            assertThat(fresh.keyId()).isEqualTo(client.status().keyId());
            assertThat(new String(fresh.ciphertext(), UTF_8)).startsWith("vault:v2:");
            assertThat(client.decrypt("uid", old)).isEqualTo(SEED);
            assertThat(client.decrypt("uid", fresh)).isEqualTo(SEED);
        }
    }

    private void configured(UnaryOperator<String> change) throws Exception {
        Files.writeString(site.config(), change.apply(Files.readString(site.config())));
    }
}
