package dev.baokms.operator.disaster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.core.stored.StoredObject;
import dev.baokms.daemon.site.Site;
import dev.baokms.etcd.History;
import dev.baokms.host.ExitCode;
import dev.baokms.operator.disaster.Vault.Seed;
import dev.baokms.testkit.emulator.TransitEmulator.RaftSnapshot;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One object on the day when there is no API server. */
class OpenObjectTest {
    private static final String KEY = "/registry/secrets/default/demo";
    private static final String CONTENT = "{\"password\":\"" + Vault.MARKED + "\"}";

    @TempDir
    private Path folder;

    private Vault vault;

    @BeforeEach
    void start() throws Exception {
        vault = new Vault(folder);
    }

    @AfterEach
    void stop() {
        assertThat(vault.out).doesNotContain(Vault.MARKED).doesNotContain("obk2.");
        vault.close();
    }

    private byte[] stored() throws Exception {
        Seed seed = vault.seeds(1).getFirst();
        return vault.sealed(seed, KEY, CONTENT);
    }

    @Test
    void objectFromStandardInput_isSaidToOpen_andItsContentIsNotShown() throws Exception {
        assertThat(vault.runOn(stored(), "open-object", "--etcd-key", KEY)).isEqualTo(ExitCode.OK);

        assertThat(vault.out)
                .contains("[pass] object.form: what it is - the object is of provider openbao-kms, under version 1")
                .contains("[pass] object.seed: ", "[pass] object.data: ")
                .contains("resource: secrets", "transit_key_version: 1", "plaintext_bytes: " + CONTENT.length())
                .containsPattern("key_id_hash: sha256:[0-9a-f]{64}")
                .contains("seed_type: HKDF_SHA256_XNONCE_AES_GCM_SEED");
        assertThat(vault.runOn(stored(), "open-object", "--etcd-key", KEY, "--output", "json"))
                .isEqualTo(ExitCode.OK);
        assertThat(vault.out).startsWith("{\"name\":\"open-object\",").contains("\"transit_key_version\":1");
    }

    @Test
    void objectOfASnapshot_isItsNewestValue() throws Exception {
        List<Seed> seeds = vault.seeds(2);
        Path snapshot = vault.snapshot(new History()
                .put(KEY, vault.sealed(seeds.get(0), KEY, "old"))
                .put(KEY, vault.sealed(seeds.get(1), KEY, CONTENT))
                .put(KEY + "-gone", "x")
                .delete(KEY + "-gone"));

        assertThat(vault.run("open-object", "--snapshot", snapshot.toString(), "--etcd-key", KEY))
                .isEqualTo(ExitCode.OK);
        assertThat(vault.out)
                .contains("[pass] etcd.value: the stored value - the newest value was written at revision 3")
                .contains("plaintext_bytes: " + CONTENT.length());

        assertThat(vault.run("open-object", "--snapshot", snapshot.toString(), "--etcd-key", KEY + "-gone"))
                .isEqualTo(ExitCode.CHECK_FAILED);
        assertThat(vault.out).contains("says that the key was deleted at revision 5; name a snapshot that was taken");
        assertThat(vault.run("open-object", "--snapshot", snapshot.toString(), "--etcd-key", "/registry/secrets/d/x"))
                .isEqualTo(ExitCode.CHECK_FAILED);
        assertThat(vault.out).contains("has no such key at revision 5");
        assertThat(vault.run("open-object", "--snapshot", vault.site.config().toString(), "--etcd-key", KEY))
                .isEqualTo(ExitCode.CHECK_FAILED);
        assertThat(vault.out).contains("[fail] etcd.value: ");
    }

    @Test
    void lineBreakAfterTheValue_isTheOneOfEtcdctl() throws Exception {
        byte[] stored = stored();
        byte[] printed = Arrays.copyOf(stored, stored.length + 1);
        printed[stored.length] = '\n';

        assertThat(vault.runOn(printed, "open-object", "--etcd-key", KEY)).isEqualTo(ExitCode.OK);
    }

    @Test
    void contentToAFile_isExact_andOnlyItsOwnersToRead() throws Exception {
        Path target = folder.resolve("content");
        byte[] stored = stored();

        assertThat(vault.runOn(stored, "open-object", "--etcd-key", KEY, "--show-plaintext", "--to", target.toString()))
                .isEqualTo(ExitCode.OK);

        assertThat(target).hasContent(CONTENT);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(target)))
                .isEqualTo("rw-------");
        assertThat(vault.runOn(stored, "open-object", "--etcd-key", KEY, "--show-plaintext", "--to", target.toString()))
                .isEqualTo(ExitCode.USAGE);
        assertThat(vault.out).contains("is there already and is kept; name a new file");
        assertThat(target).hasContent(CONTENT);
    }

    @Test
    void contentIntoAPipe_isRefusedWithTheCure() throws Exception {
        assertThat(vault.runOn(stored(), "open-object", "--etcd-key", KEY, "--show-plaintext"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(vault.out).contains("standard output is not one; name a new file with --to FILE");
        assertThat(vault.run("open-object", "--etcd-key", KEY, "--to", "x")).isEqualTo(ExitCode.USAGE);
        assertThat(vault.out).contains("--to needs --show-plaintext");
    }

    @Test
    void otherEtcdKey_isNotAuthentic_andLeavesNoFile() throws Exception {
        Path target = folder.resolve("content");

        assertThat(vault.runOn(
                        stored(),
                        "open-object",
                        "--etcd-key",
                        "/registry/secrets/default/other",
                        "--show-plaintext",
                        "--to",
                        target.toString()))
                .isEqualTo(ExitCode.CHECK_FAILED);

        assertThat(vault.out).contains("[fail] object.data: ", "compare --etcd-key");
        assertThat(target).doesNotExist();
    }

    @Test
    void alteredAnnotation_isRefusedBeforeOpenBaoIsAsked() throws Exception {
        Seed seed = vault.seeds(1).getFirst();
        var annotations = seed.wrapped().annotations();
        annotations.put("transit-key-hash.kms.openbao.org", "x".getBytes(UTF_8));
        byte[] stored = vault.sealed(seed.bytes(), seed.wrapped().withAnnotations(annotations), KEY, CONTENT);
        long before = decrypts();

        assertThat(vault.runOn(stored, "open-object", "--etcd-key", KEY)).isEqualTo(ExitCode.CHECK_FAILED);

        assertThat(vault.out).contains("[fail] object.seed: ").contains("annotations");
        assertThat(decrypts()).isEqualTo(before);
    }

    private long decrypts() {
        return vault.site.emulator.requests().getOrDefault("POST transit/decrypt", 0L);
    }

    @Test
    void openBaoFromBeforeTheRotation_isSaid() throws Exception {
        RaftSnapshot before = vault.site.emulator.snapshot();
        byte[] stored;
        try (Site.Running running = vault.site.started()) {
            String first = running.client().status().keyId();
            vault.site.emulator.faults().rotateKey("transit", "kms");
            Site.await(
                    "the new version writes",
                    () -> !running.client().status().keyId().equals(first));
            stored = vault.sealed(vault.seeds(running.client(), 1).getFirst(), KEY, CONTENT);
        }
        vault.site.emulator.restore(before);
        vault.site.emulator.provision(vault.site.provision, vault.site.issuer);

        assertThat(vault.runOn(stored, "open-object", "--etcd-key", KEY)).isEqualTo(ExitCode.CHECK_FAILED);

        assertThat(vault.out)
                .contains("needs version 2, and the key in OpenBao ends with version 1; restore a later snapshot");
    }

    @Test
    void whatNoKeyOfOursOpens_isNamedWithTheCure() throws Exception {
        assertThat(List.of("k8s:enc:aescbc:v1:key1:x", "{\"kind\":\"Secret\"}", "k8s:enc:kms:v2:openbao-kms:x", "x"))
                .allSatisfy(value -> assertThat(vault.runOn(value.getBytes(UTF_8), "open-object", "--etcd-key", KEY))
                        .isEqualTo(ExitCode.CHECK_FAILED))
                .satisfiesExactly(
                        value -> assertThat(said(value)).contains("another provider, aescbc key1"),
                        value -> assertThat(said(value)).contains("not encrypted: plain json"),
                        value -> assertThat(said(value)).contains("of provider openbao-kms, but is cut short"),
                        value -> assertThat(said(value)).contains("begins as nothing that is known"));
        assertThat(vault.runOn(new byte[0], "open-object", "--etcd-key", KEY)).isEqualTo(ExitCode.CHECK_FAILED);
        assertThat(vault.out).contains("standard input is empty");
        assertThat(vault.runOn(new byte[StoredObject.MAX_BYTES + 1], "open-object", "--etcd-key", KEY))
                .isEqualTo(ExitCode.CHECK_FAILED);
        assertThat(vault.out).contains("larger than the 1.5 MiB");
    }

    private String said(String value) {
        vault.runOn(value.getBytes(UTF_8), "open-object", "--etcd-key", KEY);
        return vault.out;
    }

    @Test
    void sealedOpenBao_isSaid() throws Exception {
        byte[] stored = stored();
        vault.site.emulator.faults().seal();

        assertThat(vault.runOn(stored, "open-object", "--etcd-key", KEY)).isEqualTo(ExitCode.CHECK_FAILED);

        assertThat(vault.out).contains("[fail] transit.metadata: ").contains("sealed");
    }

    @Test
    void stateThatIsUnusable_stopsNothing_andIsSaid() throws Exception {
        byte[] stored = stored();
        Files.writeString(vault.site.settings().stateFile(), "{}");

        assertThat(vault.runOn(stored, "open-object", "--etcd-key", KEY)).isEqualTo(ExitCode.OK);

        assertThat(vault.out).contains("[warn] registry.state: ");
    }
}
