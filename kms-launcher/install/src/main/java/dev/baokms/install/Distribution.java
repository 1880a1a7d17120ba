package dev.baokms.install;

import java.util.List;

/** A Kubernetes distribution, with the places that it publishes for the files of the API server and the kubelet. */
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

    /** Returns the ways to run the daemon there, the usual one first. */
    List<Model> models() {
        return switch (this) {
            case kubeadm -> List.of(Model.STATIC_POD, Model.SYSTEMD);
            // The kubelet of k3s waits for the API server, so a static pod would start too late.
            case k3s -> List.of(Model.SYSTEMD);
            case rke2 -> List.of(Model.SYSTEMD, Model.STATIC_POD);
            case talos -> List.of(Model.STATIC_POD);
            case kind -> List.of(Model.SYSTEMD);
        };
    }

    /** Returns the path of the API server's file on the node; empty if the file is part of the settings. */
    String encryptionConfig() {
        return encryptionConfig;
    }

    /** Returns the kubelet's directory, with a trailing slash; empty if the daemon cannot use one. */
    String manifests() {
        return manifests;
    }

    /** Returns the name of the file that configures the API server; its template has the same name. */
    String settingsName() {
        return settingsName;
    }

    /** Returns the place of the settings file, as a sentence. */
    String settingsPlace() {
        return settingsPlace;
    }

    /** Returns a sentence on the entry that already encrypts Secrets there and must stay readable; may be empty. */
    String present() {
        return switch (this) {
            case kubeadm, kind -> "";
            case k3s -> InstallTexts.alsoReads(InstallTexts.K3S_ENTRY);
            case rke2 -> InstallTexts.alsoReads(InstallTexts.RKE2_ENTRY);
            case talos -> InstallTexts.alsoReads(InstallTexts.TALOS_ENTRY);
        };
    }
}
