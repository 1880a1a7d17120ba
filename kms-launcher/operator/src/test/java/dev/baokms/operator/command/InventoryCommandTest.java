package dev.baokms.operator.command;

import static dev.baokms.core.stored.StoredValues.PROVIDER;
import static dev.baokms.core.stored.StoredValues.ours;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.etcd.BoltWriter;
import dev.baokms.etcd.History;
import dev.baokms.host.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands on files of etcd, as an operator types them. */
class InventoryCommandTest {
    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private String snapshot = "";

    @BeforeEach
    void write() throws IOException {
        var history = new History()
                .put("/registry/secrets/a/x", ours(1, 1))
                .put("/registry/secrets/a/y", ours(1, 1))
                .put("/registry/secrets/a/x", ours(2, 1))
                .put("/registry/pods/a/x", new byte[] {'k', '8', 's', 0, 1});
        byte[] image =
                history.into(new BoltWriter(4096, ByteOrder.LITTLE_ENDIAN)).image();
        snapshot =
                Files.write(folder.resolve("a.db"), BoltWriter.snapshot(image)).toString();
        Files.write(folder.resolve("member.db"), image);
    }

    private int run(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return CommandTree.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    @Test
    void snapshot_isCounted() {
        assertThat(run("inventory", "--snapshot", snapshot, "--provider-name", PROVIDER))
                .isEqualTo(ExitCode.OK);
        assertThat(out.toString())
                .startsWith("not yet: 1 live object is still of versions below 2, the lowest is 1;")
                .contains("1 of secrets, version 1 (in order): 1 in a\n    /registry/secrets/a/y");
        assertThat(err.toString()).isEmpty();

        assertThat(run("inventory", "--snapshot", snapshot, "--provider-name", PROVIDER, "--output", "json"))
                .isEqualTo(ExitCode.OK);
        assertThat(out.toString())
                .contains(
                        "\"highestSafeMinDecryptionVersion\":1,\"live\":{\"1\":1,\"2\":1},\"history\":{\"1\":1},\"plaintext\":1");
    }

    @Test
    void proof_isWrittenOnceAndReCheckedOffline() throws IOException {
        Path proof = folder.resolve("proof.json");
        String[] arguments = {
            "inventory", "--snapshot", snapshot, "--provider-name", PROVIDER, "--proof", proof.toString()
        };

        assertThat(run(arguments)).isEqualTo(ExitCode.OK);
        assertThat(run(arguments)).isEqualTo(ExitCode.RUNTIME);
        assertThat(err.toString()).contains("proof.json exists; give --proof another name");
        assertThat(run("verify-proof", proof.toString())).isEqualTo(ExitCode.OK);
        assertThat(out.toString()).contains("[pass] proof.form", "[warn] proof.verdict", "revision: 5");

        Files.writeString(proof, Files.readString(proof).replace("\"live\":{\"1\":1", "\"live\":{\"1\":0"));
        assertThat(run("verify-proof", proof.toString())).isEqualTo(ExitCode.CHECK_FAILED);
        assertThat(run("verify-proof", folder.resolve("none").toString())).isEqualTo(ExitCode.CHECK_FAILED);
    }

    @Test
    void refusedFile_isExit4AndNothingIsPrinted() {
        String member = folder.resolve("member.db").toString();

        assertThat(run("inventory", "--snapshot", snapshot, member, "--provider-name", PROVIDER, "--output", "json"))
                .isEqualTo(ExitCode.CHECK_FAILED);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString().lines()).singleElement().asString().contains("member.db", "; ");
        assertThat(run("inventory", "--snapshot", member, "--stopped-member", "--provider-name", PROVIDER))
                .isEqualTo(ExitCode.OK);
    }

    @Test
    void encryptionConfig_saysWhatIsToBeEncrypted() throws IOException {
        Path config = Files.writeString(folder.resolve("enc.yaml"), """
            apiVersion: apiserver.config.k8s.io/v1
            kind: EncryptionConfiguration
            resources:
            - resources: [secrets, pods]
              providers:
              - kms: {apiVersion: v2, name: %s, endpoint: unix:///s}
              - identity: {}
            """.formatted(PROVIDER));

        assertThat(run(
                        "inventory",
                        "--snapshot",
                        snapshot,
                        "--provider-name",
                        PROVIDER,
                        "--encryption-config",
                        config.toString()))
                .isEqualTo(ExitCode.OK);
        assertThat(out.toString()).contains("[not met] 5", "1 object is not as they should be, under pods");

        Files.writeString(config, "kind: Other");
        assertThat(run(
                        "inventory",
                        "--snapshot",
                        snapshot,
                        "--provider-name",
                        PROVIDER,
                        "--encryption-config",
                        config.toString()))
                .isEqualTo(ExitCode.CONFIGURATION);
    }

    @Test
    void nothingToRead_orNoProvider_isUsage() {
        assertThat(run("inventory", "--provider-name", PROVIDER)).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("give --snapshot or --endpoints");
        assertThat(run("inventory", "--snapshot", snapshot, "--watch", "10m")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("--watch needs --endpoints");
        assertThat(run("inventory", "--snapshot", snapshot, "--provider-name", "a:b"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(run("inventory", "--snapshot", snapshot, "--agreed-since", "yesterday"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("such as 2026-11-30T12:00:00Z");
        assertThat(run(
                        "inventory",
                        "--snapshot",
                        snapshot,
                        "--config",
                        folder.resolve("none").toString()))
                .isEqualTo(ExitCode.CONFIGURATION);
    }
}
