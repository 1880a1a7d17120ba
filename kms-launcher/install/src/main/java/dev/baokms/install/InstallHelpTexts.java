package dev.baokms.install;

/**
 * Every help text of {@code init} and {@code render}. The rules:
 *
 * <ul>
 *   <li>A command says what it writes or prints, in the order in which an operator uses it.
 *   <li>A flag states its value, then the choice that needs it, then the default, then whether it may be repeated.
 *   <li>A step that happens once for a cluster and not for each node is described at its flag.
 *   <li>A value that another tool prints is described by the command that prints it.
 *   <li>A text begins with a capital and ends with a full stop; one that begins with a flag's values keeps their case.
 * </ul>
 */
final class InstallHelpTexts {
    static final String INIT = "Write everything an installation needs from one file of values: the configuration, both"
            + " encryption configurations, policy and setup for OpenBao, the unit or manifest.";
    static final String INIT_VALUES = "Fields of the configuration that only you can know.";
    static final String INIT_OUT = "A new or empty directory.";
    static final String INIT_MODEL = "How the daemon is run: ${COMPLETION-CANDIDATES}.";
    static final String INIT_NEW_KEY =
            "The key is yet to be created: make its keyLineageId and let the setup create it. Once for a"
                    + " cluster, never once for each node.";
    static final String INIT_POLICY_NAME = "Name of the policy in OpenBao; default: openbao-kms- and the key's name.";
    static final String INIT_SOCKET_GID = "Group of the socket, as a number; a static pod needs it.";

    static final String RENDER =
            "Print what a distribution of Kubernetes needs: encryption configuration, flags of the API"
                    + " server, unit or manifest, each with the place where it belongs.";
    static final String RENDER_DISTRIBUTION = "${COMPLETION-CANDIDATES}.";
    static final String RENDER_VALUES = "The file that init takes, or a configuration.";
    static final String RENDER_OUT = "A new or empty directory to write to instead of printing.";
    static final String RENDER_MODEL = "${COMPLETION-CANDIDATES}; default: the usual one of the distribution.";
    static final String RENDER_SOCKET_GID =
            "Group of the socket, as a number; a static pod needs it, but for talos, whose API server has one.";
    static final String RENDER_KUBERNETES_VERSION =
            "For kubeadm, as kubeadm version -o short prints it; without it kubeadm asks the network.";

    // Flags of both commands.

    static final String PINNED_IMAGE = "Image of the static pod, pinned as NAME@sha256:DIGEST.";
    static final String RESOURCE =
            "A resource to encrypt, as kube-apiserver names it: secrets, widgets.example.com, '*.*' for"
                    + " all; default: ${DEFAULT-VALUE}. May be repeated. With a wildcard, events and leases stay as"
                    + " they are.";

    private InstallHelpTexts() {}
}
