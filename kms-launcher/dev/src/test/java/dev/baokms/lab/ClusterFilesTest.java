package dev.baokms.lab;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.configuration.ConfigReader;
import dev.baokms.configuration.Settings;
import dev.baokms.kubernetes.EncryptionConfigReader;
import dev.baokms.kubernetes.KubeconfigReader;
import dev.baokms.kubernetes.KubeconfigReader.Reading;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the lab writes is read here by those who read it in a cluster. */
class ClusterFilesTest {
    @TempDir
    private Path temporary;

    private LabFolder folder() throws Exception {
        var folder = new LabFolder(temporary.resolve("lab"));
        folder.claim();
        return folder;
    }

    private static LabPlan plan(int nodes, boolean emulated) {
        return new LabPlan(
                KubernetesRelease.NEWEST,
                nodes,
                emulated,
                java.util.stream.IntStream.range(2000, 2004 + 3 * nodes).boxed().toList());
    }

    private static void write(LabFolder folder, LabPlan plan) throws Exception {
        new ClusterFiles(folder, plan, LabOpenBao.of(folder, plan)).write();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void everyNode_hasItsOwnSocketAndTheSameKey(boolean emulated) throws Exception {
        LabFolder folder = folder();
        write(folder, plan(3, emulated));

        Settings first = settings(folder, 1);
        Settings third = settings(folder, 3);

        assertThat(first.key()).isEqualTo(third.key());
        assertThat(first.server().socketPath()).isEqualTo(folder.node(1).resolve("kms.sock"));
        assertThat(third.server().socketPath()).isEqualTo(folder.node(3).resolve("kms.sock"));
        assertThat(first.monitoring()).isNotEqualTo(third.monitoring());
    }

    private static Settings settings(LabFolder folder, int node) throws Exception {
        return Settings.of(ConfigReader.read(folder.node(node).resolve("config.yaml"), Map.of(), Map.of()), "0");
    }

    @Test
    void encryptionConfiguration_isOneThatTheApiServerTakes() throws Exception {
        LabFolder folder = folder();
        write(folder, plan(1, false));
        var reader = new EncryptionConfigReader(folder.node(1).resolve("encryption.yaml"));

        reader.read();

        assertThat(reader.problems()).isEmpty();
        assertThat(new String(reader.bytes(), UTF_8))
                .contains(
                        "name: " + ClusterFiles.PROVIDER,
                        "unix://" + folder.node(1).resolve("kms.sock"));
    }

    @Test
    void kubeconfig_leadsToTheFirstApiServerAndNamesAll() throws Exception {
        LabFolder folder = folder();
        write(folder, plan(3, true));

        Reading reading = KubeconfigReader.read(folder.kubeconfig(), Files.readAllBytes(folder.kubeconfig()));

        assertThat(reading).isInstanceOfSatisfying(Reading.Usable.class, usable -> {
            assertThat(usable.config().server()).isEqualTo("https://127.0.0.1:2004");
            assertThat(usable.config().certificate()).isPresent();
        });
        assertThat(folder.kubeconfig()).content().contains("name: node-3", "https://127.0.0.1:2010");
    }

    @Test
    void plan_isReadAsItWasWritten() throws Exception {
        LabFolder folder = folder();
        LabPlan plan = LabPlan.fresh(KubernetesRelease.OLDER, 3, true);

        plan.write(folder);

        assertThat(LabPlan.read(folder)).isEqualTo(plan);
        assertThat(plan.ports()).doesNotHaveDuplicates().hasSize(13);
    }

    @Test
    void brokenPlan_isToldWithItsCure() throws Exception {
        LabFolder folder = folder();
        folder.write(folder.mark(), "kubernetes=1.37\nnodes=many\n");

        org.assertj.core.api.Assertions.assertThatExceptionOfType(dev.baokms.host.ToldException.class)
                .isThrownBy(() -> LabPlan.read(folder))
                .withMessageContaining("lab down --dir " + folder.path());
    }

    @Test
    void variables_surviveAShell() throws Exception {
        Path script = Files.writeString(
                temporary.resolve("env"), LabEnvironment.script(Map.of("LAB", "/a folder/it's $HERE")));

        assertThat(new BashShell(Map.of()).run(". '" + script + "' && printf %s \"$LAB\""))
                .isEqualTo(new Shell.Said(0, "/a folder/it's $HERE"));
    }

    @Test
    void secrets_areVariablesOnceTheyAreThere() throws Exception {
        LabFolder folder = folder();
        LabPlan plan = new LabPlan(KubernetesRelease.NEWEST, 1, false, Collections.nCopies(7, 1));
        Path here = Path.of("/programs");

        assertThat(LabEnvironment.of(folder, plan, here, here, "/bin")).doesNotContainKey("BAO_TOKEN");
        folder.make(folder.openbao());
        folder.write(folder.openbao().resolve("root-token"), "token\n");

        assertThat(LabEnvironment.of(folder, plan, here, here, "/bin"))
                .containsEntry("BAO_TOKEN", "token")
                .containsEntry("PATH", "/programs:/programs/bin:/bin");
    }
}
