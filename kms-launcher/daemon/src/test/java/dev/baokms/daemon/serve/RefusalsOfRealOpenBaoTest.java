package dev.baokms.daemon.serve;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baokms.daemon.site.Administrator;
import dev.baokms.daemon.site.CapturedLog;
import dev.baokms.daemon.site.RealOpenBao;
import dev.baokms.daemon.site.Site;
import dev.baokms.daemon.site.Tool;
import dev.baokms.telemetry.Json;
import dev.baokms.testkit.kms.KmsCallException;
import dev.baokms.testkit.kms.KmsClient;
import dev.baokms.testkit.kms.WrappedSeed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every way in which a real OpenBao can say no ends what is answered in an outage. */
class RefusalsOfRealOpenBaoTest {
    private static final byte[] SEED = "A-SEED-THAT-IS-THIRTY-TWO-BYTES!".getBytes(US_ASCII);
    private static final String NAMESPACE = "team";
    private static final String NOTHING = "path \"none\" { capabilities = [\"read\"] }";

    interface Act {
        void by(Administrator administrator) throws IOException;
    }

    /** What an administrator can do. */
    static Stream<Named<Act>> refusals() {
        return Stream.of(
                Named.of("policy taken away", admin -> admin.writePolicy(NAMESPACE + "/", "kms", NOTHING)),
                Named.of("role deleted and its tokens revoked", admin -> {
                    admin.delete("team/auth/jwt/role/kms");
                    admin.post("team/sys/leases/revoke-prefix/auth/jwt", "{\"sync\":true}");
                }),
                Named.of("login disabled", admin -> admin.delete("team/sys/auth/jwt")),
                Named.of("Transit disabled", admin -> admin.delete("team/sys/mounts/transit")),
                Named.of("key deleted", RefusalsOfRealOpenBaoTest::deleteKey),
                Named.of("key created again", admin -> {
                    // What tells it from the former one is the second of its creation.
                    Instant soon = Instant.now().plusSeconds(1);
                    Site.await("the next second", () -> Instant.now().isAfter(soon));
                    deleteKey(admin);
                    admin.post("team/transit/keys/kms", "{}");
                }),
                Named.of("key deleted softly", admin -> admin.delete("team/transit/keys/kms/soft-delete")),
                Named.of(
                        "key exportable", admin -> admin.post("team/transit/keys/kms/config", "{\"exportable\":true}")),
                Named.of(
                        "encrypt makes keys",
                        admin -> admin.post("team/transit/config/keys", "{\"disable_upsert\":false}")),
                Named.of("namespace sealed", admin -> admin.post("sys/namespaces/team/seal", "{}")),
                Named.of("namespace locked", admin -> admin.post("sys/namespaces/api-lock/lock/team", "{}")),
                Named.of("server sealed", admin -> admin.post("sys/seal", "{}")));
    }

    @TempDir
    private Path folder;

    private Site site;
    private Optional<RealOpenBao> server = Optional.empty();
    private Administrator administrator;

    private static void deleteKey(Administrator administrator) throws IOException {
        administrator.post("team/transit/keys/kms/config", "{\"deletion_allowed\":true}");
        administrator.delete("team/transit/keys/kms");
    }

    @BeforeEach
    void start() throws Exception {
        Tool.require("bao", "openbao of openbao.org");
        site = Site.in(folder);
        server = Optional.of(RealOpenBao.start(Files.createDirectory(folder.resolve("openbao"))));
        administrator = server.get().administrator();
        makeNamespace();
        administrator.provision(NAMESPACE + "/", site.issuer);
        administrator.writePolicy(
                NAMESPACE + "/", "kms", "path \"transit/*\" { capabilities = [\"create\", \"read\", \"update\"] }");
        site.configure("""
            status:
              failureGrace: 0s
              probeInterval: 1s
              deepProbeInterval: 2s
            continuity:
              level: memory
              maxOffline: 10m
            """);
        Files.writeString(
                site.config(),
                Files.readString(site.config()).replace("openbao:\n", "openbao:\n  namespace: " + NAMESPACE + "\n"));
        site.moveTo(administrator);
    }

    /** One that can be sealed begins sealed. */
    private void makeNamespace() throws IOException {
        String made = administrator.post(
                "sys/namespaces/" + NAMESPACE, "{\"seal\":\"seal \\\"shamir\\\" { shares = 1, threshold = 1 }\"}");
        if (Json.tree(made) instanceof Map<?, ?> answer
                && answer.get("data") instanceof Map<?, ?> data
                && data.get("key_shares") instanceof List<?> shares) {
            administrator.post("sys/namespaces/" + NAMESPACE + "/unseal", "{\"key\":\"" + shares.getFirst() + "\"}");
        } else {
            throw new AssertionError("no share of the namespace's key");
        }
    }

    @AfterEach
    void stop() {
        if (server.isPresent()) {
            server.get().close();
            site.close();
        }
    }

    /** What the others would see if nothing ended it. */
    @Test
    void serverThatSaidNothing_isStoodInFor() throws Exception {
        try (Site.Running running = site.started()) {
            WrappedSeed before = running.client().encrypt("uid-1", SEED);
            server.orElseThrow().close();

            assertThat(running.client().decrypt("uid-2", before)).isEqualTo(SEED);
            assertThat(running.client().encrypt("uid-3", SEED).keyId()).isEqualTo(before.keyId());
        }
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void no_endsIt(Act refusal) throws Exception {
        try (var log = new CapturedLog("info");
                Site.Running running = site.started()) {
            KmsClient client = running.client();
            WrappedSeed before = client.encrypt("uid-1", SEED);

            refusal.by(administrator);
            log.awaitLines(1, "everything that was held is erased");
            server.orElseThrow().close();

            assertRefused(client, before);
        }
    }

    /** What is below the minimum, alone. */
    @Test
    void raisedMinimum_endsItForWhatItHides() throws Exception {
        try (Site.Running running = site.started()) {
            KmsClient client = running.client();
            WrappedSeed before = client.encrypt("uid-1", SEED);

            administrator.post("team/transit/keys/kms/rotate", "{}");
            administrator.post(
                    "team/transit/keys/kms/config", "{\"min_decryption_version\":2,\"min_encryption_version\":2}");
            Site.await("it is heard", () -> running.page("/ready").contains("versions_hidden"));
            WrappedSeed after = client.encrypt("uid-2", SEED);
            server.orElseThrow().close();

            assertThatThrownBy(() -> client.decrypt("uid-3", before)).isInstanceOf(KmsCallException.class);
            assertThat(client.decrypt("uid-4", after)).isEqualTo(SEED);
        }
    }

    private static void assertRefused(KmsClient client, WrappedSeed stored) {
        assertThatThrownBy(() -> client.decrypt("uid-2", stored)).isInstanceOf(KmsCallException.class);
        assertThatThrownBy(() -> client.encrypt("uid-3", SEED)).isInstanceOf(KmsCallException.class);
    }
}
