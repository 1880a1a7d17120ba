package dev.baokms.install;

import java.util.List;

/** Kubernetes as it is packaged, with the places that each publishes for what the API server and the kubelet read. */
enum Distribution {
    kubeadm(
            "/etc/kubernetes/enc/encryption-config.yaml",
            "/etc/kubernetes/manifests/",
            "kubeadm-config.yaml",
            InstallTexts.KUBEADM_SETTINGS),
    k3s("/etc/rancher/k3s/openbao-kms/encryption-config.yaml", "", "k3s-config.yaml", InstallTexts.K3S_SETTINGS),
    rke2(
            "/etc/rancher/rke2/openbao-kms/encryption-config.yaml",
            "/var/lib/rancher/rke2/agent/pod-manifests/",
            "rke2-config.yaml",
            InstallTexts.RKE2_SETTINGS),
    talos("", "", "talos-patch.yaml", InstallTexts.TALOS_SETTINGS),
    kind("/etc/openbao-kms/enc/encryption-config.yaml", "", "kind-cluster.yaml", InstallTexts.KIND_SETTINGS);

    private final String encryptionConfig;
    private final String manifests;
    private final String settingsName;
    private final String settingsPlace;

    Distribution(String encryptionConfig, String manifests, String settingsName, String settingsPlace) {
        this.encryptionConfig = encryptionConfig;
        this.manifests = manifests;
        this.settingsName = settingsName;
        this.settingsPlace = settingsPlace;
    }

    /** Ways to run the daemon there, the usual one first. */
    List<Model> models() {
        return switch (this) {
            case kubeadm -> List.of(Model.STATIC_POD, Model.SYSTEMD);
            // Its kubelet waits for the API server, so that a static pod would come too late.
            case k3s -> List.of(Model.SYSTEMD);
            case rke2 -> List.of(Model.SYSTEMD, Model.STATIC_POD);
            case talos -> List.of(Model.STATIC_POD);
            case kind -> List.of(Model.SYSTEMD);
        };
    }

    /** Where the API server's file is on the node; empty where it is part of the settings. */
    String encryptionConfig() {
        return encryptionConfig;
    }

    /** The kubelet's directory, with the slash; empty where there is none for the daemon. */
    String manifests() {
        return manifests;
    }

    /** Name of what tells the API server, also of its template. */
    String settingsName() {
        return settingsName;
    }

    /** Where that goes. */
    String settingsPlace() {
        return settingsPlace;
    }

    /** What encrypts Secrets there before this provider does, and must stay readable. */
    String present() {
        return switch (this) {
            case kubeadm, kind -> "";
            case k3s -> InstallTexts.alsoReads(InstallTexts.K3S_ENTRY);
            case rke2 -> InstallTexts.alsoReads(InstallTexts.RKE2_ENTRY);
            case talos -> InstallTexts.alsoReads(InstallTexts.TALOS_ENTRY);
        };
    }
}
