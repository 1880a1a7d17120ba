package dev.baokms.operator.disaster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.daemon.site.Site;
import dev.baokms.etcd.History;
import dev.baokms.host.ExitCode;
import dev.baokms.operator.disaster.Vault.Seed;
import dev.baokms.testkit.emulator.TransitEmulator.RaftSnapshot;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backup of etcd beside an OpenBao that was restored. */
class VerifyBackupTest {
    private static final String SECRETS = "/registry/secrets/default/";

    @TempDir
    private Path folder;

    private Vault vault;
    private final History history = new History();

    @BeforeEach
    void start() throws Exception {
        vault = new Vault(folder);
    }

    @AfterEach
    void stop() {
        assertThat(vault.out).doesNotContain(Vault.MARKED, "obk2.", "vault:v");
        vault.close();
    }

    private void put(Seed seed, int from, int to) {
        for (int i = from; i < to; i++) {
            String key = SECRETS + "s" + (100 + i);
            history.put(key, vault.sealed(seed, key, "{\"password\":\"" + Vault.MARKED + i + "\"}"));
        }
    }

    private int verify(String... more) throws Exception {
        var arguments = new String[more.length + 4];
        arguments[0] = "--snapshot";
        arguments[1] = vault.snapshot(history).toString();
        arguments[2] = "--rate";
        arguments[3] = "1000";
        System.arraycopy(more, 0, arguments, 4, more.length);
        return vault.run("verify-backup", arguments);
    }

    private long decrypts() {
        return vault.site.emulator.requests().getOrDefault("POST transit/decrypt", 0L);
    }

    @Test
    void backupThatThisOpenBaoOpens_isProven() throws Exception {
        List<Seed> seeds = vault.seeds(3);
        put(seeds.get(0), 0, 20);
        put(seeds.get(1), 10, 40);
        put(seeds.get(2), 40, 50);
        history.put("/registry/configmaps/default/plain", "{\"kind\":\"ConfigMap\"}");
        history.delete(SECRETS + "s100");
        long before = decrypts();

        assertThat(verify("--journal", vault.site.file("journal").toString())).isEqualTo(ExitCode.OK);

        assertThat(vault.out)
                .startsWith("every encrypted object of this snapshot opens with this OpenBao: 49 and 11 superseded\n")
                .contains("seeds: 3; unwrapped 3,", "not encrypted: 1\n", "revision ", "sha256: ")
                .contains("openbao: " + vault.site.emulator.address());
        assertThat(decrypts() - before).isBetween(1L, 3L);
        assertThat(verify("--journal", vault.site.file("journal").toString(), "--output", "json"))
                .isEqualTo(ExitCode.OK);
        assertThat(vault.out)
                .startsWith("{\"name\":\"verify-backup\",\"verdict\":\"all_open\"")
                .contains("\"seeds\":{\"all\":3,\"unwrapped\":0,\"provenBefore\":3,");
    }

    @Test
    void openBaoFromBeforeTheRotation_wouldLoseWhatItNames() throws Exception {
        RaftSnapshot before = vault.site.emulator.snapshot();
        try (Site.Running running = vault.site.started()) {
            String first = running.client().status().keyId();
            put(vault.seeds(running.client(), 1).getFirst(), 0, 5);
            vault.site.emulator.faults().rotateKey("transit", "kms");
            Site.await(
                    "the new version writes",
                    () -> !running.client().status().keyId().equals(first));
            put(vault.seeds(running.client(), 1).getFirst(), 5, 20);
        }
        vault.site.emulator.restore(before);

        assertThat(verify()).isEqualTo(ExitCode.CHECK_FAILED);

        assertThat(vault.out)
                .startsWith("objects would be lost: 15 of 20\n")
                .contains("opened: 5\n")
                .contains("lost: 15: needs version 2, and the key in OpenBao ends with version 1;")
                .contains("  " + SECRETS + "s105\n", "  " + SECRETS + "s114\n")
                .doesNotContain(SECRETS + "s115", SECRETS + "s104");
        assertThat(verify("--all")).isEqualTo(ExitCode.CHECK_FAILED);
        assertThat(vault.out).contains("  " + SECRETS + "s119\n");
    }

    @Test
    void otherKeyUnderTheSameName_opensNothing() throws Exception {
        put(vault.seeds(1).getFirst(), 0, 3);
        Files.delete(vault.site.settings().stateFile());
        vault.site.emulator.faults().recreateKey("transit", "kms");

        assertThat(verify()).isEqualTo(ExitCode.CHECK_FAILED);

        assertThat(vault.out).startsWith("objects would be lost: 3 of 3\n").contains("lost: 3: key_id is not one of");
    }

    @Test
    void alteredObject_andOneUnderAnotherKey_areNamed() throws Exception {
        Seed seed = vault.seeds(1).getFirst();
        put(seed, 0, 3);
        byte[] altered = vault.sealed(seed, SECRETS + "altered", "x");
        altered[60] ^= 1;
        history.put(SECRETS + "altered", altered);
        history.put(SECRETS + "moved", vault.sealed(seed, SECRETS + "elsewhere", "x"));

        assertThat(verify()).isEqualTo(ExitCode.CHECK_FAILED);

        assertThat(vault.out)
                .startsWith("objects would be lost: 2 of 5\n")
                .contains("  " + SECRETS + "altered\n  " + SECRETS + "moved\n");
    }

    @Test
    void whatIsNoSnapshot_andWhatDoesNotAnswer_areRefusedWithTheCure() throws Exception {
        put(vault.seeds(1).getFirst(), 0, 1);
        Path junk = vault.site.file("junk");
        Files.write(junk, "no database".repeat(1000).getBytes(UTF_8));
        assertThat(vault.run("verify-backup", "--snapshot", junk.toString())).isEqualTo(ExitCode.CHECK_FAILED);
        assertThat(vault.out).startsWith(junk + ": ").contains("; ");

        vault.site.emulator.faults().seal();
        assertThat(verify()).isEqualTo(ExitCode.CHECK_FAILED);
        assertThat(vault.out).contains("the key cannot be read from OpenBao: OpenBao is sealed; unseal it");
        assertThat(vault.run("verify-backup", "--snapshot", "x", "--rate", "0")).isEqualTo(ExitCode.USAGE);
        assertThat(vault.out).contains("--rate must be from 1 to 10000");
    }
}
