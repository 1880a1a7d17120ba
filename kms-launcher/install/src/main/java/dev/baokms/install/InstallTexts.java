package dev.baokms.install;

import java.nio.file.Path;
import java.util.List;

/**
 * The texts of {@code init} and {@code render}: where each file belongs, and why nothing was written. The rules:
 *
 * <ul>
 *   <li>A place instructs an operator: where the file goes, on which nodes, with which mode, and in which order.
 *   <li>It follows the file's name as a comment in the file itself: one line, lower case first, no full stop.
 *   <li>Programs, files and fields of a distribution have the names that its own documentation gives them.
 *   <li>A message about a flag or directory names it first, then the rule, then what to give instead.
 * </ul>
 */
final class InstallTexts {
    // The command line. The flag's name comes before a form, the field's name before a rule for a value.

    static final String POD_NEEDS_IMAGE_AND_GID = "--model static-pod needs --image and --socket-gid";

    static final String POD_NEEDS_IMAGE = "a static pod needs --image";

    static final String POD_NEEDS_GID = "a static pod needs --socket-gid";

    static final String POD_NEEDS_HEALTH_PORT =
            "a static pod's probes need server.healthAddress with a fixed port, not a Unix socket";

    static final String IMAGE_WITHOUT_POD = "--image is for --model static-pod only";

    static final String IMAGE_NOT_PINNED = "is not pinned, need NAME@sha256:DIGEST with 64 hexadecimal digits";

    static final String KUBERNETES_VERSION_WITHOUT_KUBEADM = "--kubernetes-version is for kubeadm only";

    static final String KUBERNETES_VERSION_FORM = "--kubernetes-version must be like v1.37.2";

    static String noModel(String given, List<Model> models) {
        return "is \"" + given + "\", need one of " + models;
    }

    static String modelsOnly(Distribution distribution, List<Model> models) {
        return distribution + " can run the daemon as " + models + " only";
    }

    static final String NEW_KEY_MAKES_LINEAGE = "--new-key makes a keyLineageId, for a key that is yet to be created";

    static final String NAME_WITH_COLON = "kube-apiserver takes no name with a colon";

    // The directory for output.

    static String isNoDirectory(Path directory) {
        return directory + ": is not a directory; name a new or empty one";
    }

    static String isNotEmpty(Path directory) {
        return directory + ": is not empty; name a new or empty directory";
    }

    static String cannotBeRead(Path directory) {
        return directory + ": cannot be read; name a new directory, or run this as its owner";
    }

    static String cannotBeCreated(Path directory) {
        return directory + ": cannot be created; its parent must exist and be writable";
    }

    static String cannotBeWritten(Path directory, String seen) {
        return directory + ": cannot be written: " + seen + "; remove what was written there and try again";
    }

    // Places of the daemon's own files.

    static final String UNIT_FOR_KIND = "run the daemon on the machine that runs kind, with this unit or by hand";

    static final String SOCKET_UNIT_FOR_KIND = "put it beside the unit";

    static String placeOfUnit(String unit) {
        return "put it at /etc/systemd/system/" + unit + " on each control plane node, unless a package has brought it,"
                + " and enable it before the API server is told";
    }

    static String placeOfSocketUnit(String unit) {
        return "put it at /etc/systemd/system/" + unit
                + ", unless a package has brought it and the path of the socket is the usual one";
    }

    static String placeOfManifest(String file) {
        return "put it at " + file + " on each control plane node, mode 0600, once its directories and files are there";
    }

    // Places of the API server's files.

    static String placeOfReaders(String file) {
        return "put it at " + file + ", mode 0600, on every node first, so that each can read what any will write";
    }

    static final String PLACE_OF_WRITERS =
            "then put this in the same place on every node, and write all objects once more";

    static final String PLACE_OF_MIGRATION =
            "give it to kubectl create -f when every API server writes with the key, and after each rotation";

    static final String KUBEADM_SETTINGS =
            "give it to kubeadm init --config for a new cluster; on a running one make the same additions to"
                    + " /etc/kubernetes/manifests/kube-apiserver.yaml, one control plane node after another";

    /** A comment that stands in place of the field. */
    static final String NO_KUBERNETES_VERSION =
            "# kubernetesVersion: what kubeadm version -o short prints; without it kubeadm asks the network";

    static final String K3S_SETTINGS = "put it at /etc/rancher/k3s/config.yaml.d/50-openbao-kms.yaml on each server,"
            + " without secrets-encryption, and restart k3s, one server after another";

    static final String RKE2_SETTINGS = "put it at /etc/rancher/rke2/config.yaml.d/50-openbao-kms.yaml on each server"
            + " and restart rke2-server, one server after another";

    static final String TALOS_SETTINGS = "apply it with talosctl patch machineconfig to the control plane nodes, one"
            + " after another; it needs Talos 1.14, because earlier ones write this configuration themselves";

    static String inTwoSteps(String place) {
        return place + "; first as it is, then with kms in front of identity";
    }

    static final String KIND_SETTINGS =
            "give it to kind create cluster --config on the machine where the daemon runs; a"
                    + " kubeadm of v1beta4 wants the arguments as a list of name and value";

    // The providers that encrypted Secrets before, joined to a place.

    static final String K3S_ENTRY =
            "aescbc or secretbox entry of /var/lib/rancher/k3s/server/cred/encryption-config.json, if there is one";

    static final String RKE2_ENTRY =
            "aescbc or secretbox entry of /var/lib/rancher/rke2/server/cred/encryption-config.json";

    static final String TALOS_ENTRY = "secretbox or aescbc entry that Talos has used so far";

    static String alsoReads(String entry) {
        return "; put the " + entry + ", in front of identity, or Secrets stored so far cannot be read";
    }

    private InstallTexts() {}
}
