package dev.baokms.install;

import java.util.List;

/** Kubernetes as it is packaged, with the places that each publishes for what the API server and the kubelet read. */
enum Distribution {
    kubeadm(
            "/etc/kubernetes/enc/encryption-config.yaml",
            "/etc/kubernetes/manifests/",
            "kubeadm-config.yaml",
            "give it to kubeadm init --config for a new cluster; on a running one make the same additions to"
                    + " /etc/kubernetes/manifests/kube-apiserver.yaml, one control plane node after another"),
    k3s(
            "/etc/rancher/k3s/openbao-kms/encryption-config.yaml",
            "",
            "k3s-config.yaml",
            "put it at /etc/rancher/k3s/config.yaml.d/50-openbao-kms.yaml of each server, without secrets-encryption,"
                    + " and restart k3s, one server after another"),
    rke2(
            "/etc/rancher/rke2/openbao-kms/encryption-config.yaml",
            "/var/lib/rancher/rke2/agent/pod-manifests/",
            "rke2-config.yaml",
            "put it at /etc/rancher/rke2/config.yaml.d/50-openbao-kms.yaml of each server and restart rke2-server, one"
                    + " server after another"),
    talos(
            "",
            "",
            "talos-patch.yaml",
            "apply it with talosctl patch machineconfig to the control plane nodes, one after another; it needs Talos"
                    + " 1.14, because earlier ones write this configuration themselves"),
    kind(
            "/etc/openbao-kms/enc/encryption-config.yaml",
            "",
            "kind-cluster.yaml",
            "give it to kind create cluster --config on the machine where the daemon runs; a kubeadm of v1beta4 wants"
                    + " the arguments as a list of name and value");

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
            case k3s ->
                encryptedBefore(
                        "aescbc or secretbox entry of /var/lib/rancher/k3s/server/cred/encryption-config.json, if"
                                + " there is one");
            case rke2 ->
                encryptedBefore(
                        "aescbc or secretbox entry of /var/lib/rancher/rke2/server/cred/encryption-config.json");
            case talos -> encryptedBefore("secretbox or aescbc entry that Talos has used so far");
        };
    }

    private static String encryptedBefore(String entry) {
        return "; put the " + entry + ", in front of identity, or Secrets stored so far cannot be read";
    }
}
