package dev.baokms.operator.install;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.host.ExitCode;
import dev.baokms.operator.command.CommandTree;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Each distribution gets what its own documentation asks for, in YAML that says so. */
class RenderCommandTest {
    private static final List<String> POD = List.of("--image", InitCommandTest.IMAGE, "--socket-gid", "4711");
    private static final Map<?, ?> KMS = Map.of(
            "kms",
            Map.of(
                    "apiVersion",
                    "v2",
                    "name",
                    "openbao-kms-workload-a",
                    "endpoint",
                    "unix:///run/openbao-kms/kms.sock",
                    "timeout",
                    "3s"));
    private static final Map<?, ?> IDENTITY = Map.of("identity", Map.of());

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int render(String distribution, List<String> more) throws IOException {
        return renderOf(InitCommandTest.VALUES, distribution, more);
    }

    private int renderOf(String text, String distribution, List<String> more) throws IOException {
        Path values = Files.writeString(folder.resolve("values.yaml"), text);
        var arguments = new ArrayList<>(List.of("render", "--values", values.toString()));
        arguments.addAll(List.of("--distribution", distribution));
        arguments.addAll(more);
        return CommandTree.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments.toArray(String[]::new));
    }

    /** Rendered into a directory. */
    private Path rendered(String distribution, List<String> more) throws IOException {
        Path directory = folder.resolve(distribution);
        var flags = new ArrayList<>(more);
        flags.addAll(List.of("--out", directory.toString()));
        assertThat(render(distribution, flags)).as(err.toString()).isEqualTo(ExitCode.OK);
        return directory;
    }

    private static Object yaml(Path file) throws IOException {
        return PodFields.load(Files.readString(file));
    }

    /** What is at a dotted path, list positions included. */
    private static Object at(Object root, String path) {
        Object found = root;
        for (String step : path.split("\\.", -1)) {
            Object next = found instanceof List<?> list
                    ? list.get(Integer.parseInt(step))
                    : found instanceof Map<?, ?> map ? map.get(step) : null;
            assertThat(next).as("%s, at %s", path, step).isNotNull();
            found = Objects.requireNonNull(next);
        }
        return found;
    }

    private static void assertEncryption(Path directory) throws IOException {
        assertThat(at(yaml(directory.resolve("encryption-config-readers.yaml")), "resources.0.providers"))
                .isEqualTo(List.of(IDENTITY, KMS));
        assertThat(at(yaml(directory.resolve("encryption-config.yaml")), "resources.0.providers"))
                .isEqualTo(List.of(KMS, IDENTITY));
    }

    @Test
    void kubeadm_addsFlagsAndMountsToTheApiServer() throws IOException {
        Path directory = rendered("kubeadm", POD);
        assertEncryption(directory);
        Object settings = yaml(directory.resolve("kubeadm-config.yaml"));
        assertThat(at(settings, "apiVersion")).isEqualTo("kubeadm.k8s.io/v1beta4");
        assertThat(at(settings, "apiServer.extraArgs"))
                .isEqualTo(List.of(
                        Map.of(
                                "name",
                                "encryption-provider-config",
                                "value",
                                "/etc/kubernetes/enc/encryption-config.yaml"),
                        Map.of("name", "encryption-provider-config-automatic-reload", "value", "true")));
        assertThat(at(settings, "apiServer.extraVolumes.0.mountPath")).isEqualTo("/etc/kubernetes/enc");
        assertThat(at(settings, "apiServer.extraVolumes.1.mountPath")).isEqualTo("/run/openbao-kms");
        Object pod = yaml(directory.resolve("bao-kms-provider.yaml"));
        assertThat(PodFields.complaintsAbout(pod)).isEmpty();
        assertThat(out.toString()).contains("/etc/kubernetes/manifests/bao-kms-provider.yaml");
    }

    @Test
    void kubeadm_namesTheVersionThatItIsTold() throws IOException {
        var flags = new ArrayList<>(POD);
        flags.addAll(List.of("--kubernetes-version", "v1.37.2"));
        assertThat(at(yaml(rendered("kubeadm", flags).resolve("kubeadm-config.yaml")), "kubernetesVersion"))
                .isEqualTo("v1.37.2");

        assertThat(render("k3s", List.of("--kubernetes-version", "v1.37.2"))).isEqualTo(ExitCode.USAGE);
        assertThat(render("kubeadm", List.of("--model", "systemd", "--kubernetes-version", "latest")))
                .isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("--kubernetes-version must be like v1.37.2");
    }

    @Test
    void kubeadmWithUnit_hasTheUnitInsteadOfTheManifest() throws IOException {
        Path directory = rendered("kubeadm", List.of("--model", "systemd"));
        assertThat(directory.resolve("bao-kms-provider.service")).content().contains("\n[Unit]\n");
        assertThat(directory.resolve("bao-kms-provider.yaml")).doesNotExist();
    }

    @Test
    void k3s_appendsFlagsAndKeepsTheUnit() throws IOException {
        Path directory = rendered("k3s", List.of());
        assertEncryption(directory);
        assertThat(at(yaml(directory.resolve("k3s-config.yaml")), "kube-apiserver-arg+"))
                .isEqualTo(List.of(
                        "encryption-provider-config=/etc/rancher/k3s/openbao-kms/encryption-config.yaml",
                        "encryption-provider-config-automatic-reload=true"));
        assertThat(directory.resolve("bao-kms-provider.service")).exists();
        assertThat(out.toString())
                .contains("/etc/rancher/k3s/config.yaml.d/50-openbao-kms.yaml")
                .contains("/etc/rancher/k3s/openbao-kms/encryption-config.yaml");
    }

    @Test
    void rke2_mountsBothDirectoriesAndWarnsOfItsOwnKey() throws IOException {
        Path directory = rendered("rke2", POD);
        assertEncryption(directory);
        Object settings = yaml(directory.resolve("rke2-config.yaml"));
        assertThat(at(settings, "kube-apiserver-arg+.0"))
                .isEqualTo("encryption-provider-config=/etc/rancher/rke2/openbao-kms/encryption-config.yaml");
        assertThat(at(settings, "kube-apiserver-extra-mount+"))
                .isEqualTo(List.of(
                        "/etc/rancher/rke2/openbao-kms:/etc/rancher/rke2/openbao-kms:ro",
                        "/run/openbao-kms:/run/openbao-kms"));
        assertThat(out.toString()).contains("/var/lib/rancher/rke2/server/cred/encryption-config.json");

        assertThat(render("rke2", join(POD, "--model", "static-pod"))).isEqualTo(ExitCode.OK);
        assertThat(out.toString()).contains("/var/lib/rancher/rke2/agent/pod-manifests/bao-kms-provider.yaml");
    }

    @Test
    void talos_isOnePatchWithThePodAndTheEncryption() throws IOException {
        Path directory = rendered("talos", List.of("--image", InitCommandTest.IMAGE));
        Iterator<Object> documents = new Load(LoadSettings.builder().build())
                .loadAllFromString(Files.readString(directory.resolve("talos-patch.yaml")))
                .iterator();
        Object machine = documents.next();
        Object pod = at(machine, "machine.pods.0");
        assertThat(PodFields.complaintsAbout(pod)).isEmpty();
        assertThat(at(pod, "spec.securityContext.supplementalGroups")).isEqualTo(List.of(65534));
        assertThat(at(pod, "spec.volumes.1.hostPath"))
                .isEqualTo(Map.of("path", "/var/lib/openbao-kms/run", "type", "DirectoryOrCreate"));
        assertThat(at(machine, "cluster.apiServer.extraVolumes.0"))
                .isEqualTo(Map.of(
                        "hostPath", "/var/lib/openbao-kms/run", "mountPath", "/run/openbao-kms", "readonly", true));
        Object encryption = documents.next();
        assertThat(at(encryption, "kind")).isEqualTo("KubeEtcdEncryptionConfig");
        assertThat(at(encryption, "config.resources.0.providers")).isEqualTo(List.of(IDENTITY, KMS));
        assertThat(documents.hasNext()).isFalse();
        assertThat(out.toString()).contains("Talos 1.14");
    }

    @Test
    void kind_mountsTheHostsSocketThroughTheNode() throws IOException {
        Path directory = rendered("kind", List.of());
        assertEncryption(directory);
        Object cluster = yaml(directory.resolve("kind-cluster.yaml"));
        assertThat(at(cluster, "kind")).isEqualTo("Cluster");
        assertThat(at(cluster, "nodes.0.extraMounts.1"))
                .isEqualTo(Map.of("hostPath", "/run/openbao-kms", "containerPath", "/run/openbao-kms"));
        Object patch = PodFields.load((String) at(cluster, "nodes.0.kubeadmConfigPatches.0"));
        assertThat(at(patch, "apiServer.extraArgs.encryption-provider-config"))
                .isEqualTo("/etc/kubernetes/enc/encryption-config.yaml");
        assertThat(at(patch, "apiServer.extraVolumes.1.hostPath")).isEqualTo("/run/openbao-kms");
    }

    @Test
    void withoutDirectory_everyPieceIsPrintedWithItsPlace() throws IOException {
        assertThat(render("k3s", List.of())).isEqualTo(ExitCode.OK);
        assertThat(out.toString().lines().filter(line -> line.matches("# [a-z0-9-]+\\.(yaml|service): .*")))
                .hasSize(5);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kubeadm",
                "kubeadm --image " + InitCommandTest.IMAGE,
                "k3s --model static-pod --socket-gid 1 --image " + InitCommandTest.IMAGE,
                "talos",
                "talos --model systemd",
                "minikube"
            })
    void flagsThatDoNotFit_areUsage(String arguments) throws IOException {
        List<String> words = List.of(arguments.split(" ", -1));
        assertThat(render(words.getFirst(), words.subList(1, words.size()))).isEqualTo(ExitCode.USAGE);
        assertThat(out.toString()).isEmpty();
    }

    /** The kubelet's probes know ports only. */
    @Test
    void podWithAUnixSocketForItsProbes_isUsage() throws IOException {
        String values = InitCommandTest.VALUES + "server:\n  healthAddress: unix:///run/openbao-kms/health.sock\n";

        assertThat(renderOf(values, "kubeadm", POD)).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("a static pod's probes need server.healthAddress with a fixed port");
        assertThat(renderOf(values, "k3s", List.of())).isEqualTo(ExitCode.OK);
    }

    private static List<String> join(List<String> flags, String... more) {
        var all = new ArrayList<>(flags);
        all.addAll(List.of(more));
        return all;
    }
}
