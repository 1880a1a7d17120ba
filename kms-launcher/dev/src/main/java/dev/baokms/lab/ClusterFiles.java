package dev.baokms.lab;

import dev.baokms.configuration.ConfigText;
import dev.baokms.kubernetes.EncryptedResources;
import dev.baokms.kubernetes.EncryptionConfigWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** Writes the files that a lab's programs read: configurations, and the credentials for the API servers. */
final class ClusterFiles {
    /** The provider's name in the EncryptionConfiguration, and so in each stored value. */
    static final String PROVIDER = "openbao-kms-lab";

    private final LabFolder folder;
    private final LabPlan plan;
    private final LabOpenBao openbao;

    ClusterFiles(LabFolder folder, LabPlan plan, LabOpenBao openbao) {
        this.folder = folder;
        this.plan = plan;
        this.openbao = openbao;
    }

    void write() throws IOException {
        for (int node : plan.numbers()) {
            Path place = folder.make(folder.node(node));
            folder.make(place.resolve("state"));
            folder.write(place.resolve("config.yaml"), config(node));
            folder.write(
                    place.resolve("encryption.yaml"),
                    new EncryptionConfigWriter(PROVIDER, place.resolve("kms.sock"), EncryptedResources.secrets())
                            .writers());
        }
        folder.write(folder.kubeconfig(), kubeconfig("admin", plan.numbers()));
        folder.write(
                folder.path().resolve("controller-manager.kubeconfig"), kubeconfig("controller-manager", List.of(1)));
    }

    /**
     * Writes a daemon's configuration, with a delay and an interval that a person can wait for, in the proportion of
     * the defaults.
     */
    private String config(int node) throws IOException {
        Path place = folder.node(node);
        return """
            configVersion: v1alpha1
            server:
              socketPath: %s
              socketMode: "0600"
              socketGroup: "%s"
              metricsAddress: %s
              healthAddress: %s
            openbao:
              address: %s
              caCertFile: %s
              tlsServerName: localhost
              instanceId: lab
            %stransit:
              mountPath: transit
              keyName: %s
              keyIdScope:
                providerName: %s
                clusterId: lab
                transitMountId: transit-lab
                keyLineageId: lab-lineage
            state:
              path: %s
            rotation:
              activationDelay: 20s
            status:
              probeInterval: 5s
            """.formatted(
                        scalar(place.resolve("kms.sock")),
                        Files.getAttribute(folder.path(), "unix:gid"),
                        plan.metricsAddress(node),
                        plan.healthAddress(node),
                        plan.openbao(),
                        scalar(LabOpenBao.authority(folder, plan.emulated())),
                        openbao.authentication(),
                        LabOpenBao.KEY,
                        PROVIDER,
                        scalar(place.resolve("state/key-registry.json")));
    }

    private static String scalar(Path path) {
        return ConfigText.scalar(path.toString());
    }

    /** Returns a kubeconfig with one context for each API server; the first is the default. */
    private String kubeconfig(String user, List<Integer> nodes) {
        Path pki = folder.certificates();
        return """
            apiVersion: v1
            kind: Config
            current-context: node-1
            users:
            - name: %1$s
              user: {client-certificate: "%2$s/%1$s.crt", client-key: "%2$s/%1$s.key"}
            """.formatted(user, pki)
                + nodes.stream()
                        .map(node -> """
                            - name: node-%s
                              cluster: {server: "%s", certificate-authority: "%s/ca.crt"}
                            """.formatted(node, plan.apiServer(node), pki))
                        .collect(Collectors.joining("", "clusters:\n", ""))
                + nodes.stream()
                        .map(node -> """
                            - name: node-%1$s
                              context: {cluster: node-%1$s, user: %2$s}
                            """.formatted(node, user))
                        .collect(Collectors.joining("", "contexts:\n", ""));
    }
}
