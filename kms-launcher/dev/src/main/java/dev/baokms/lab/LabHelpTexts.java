package dev.baokms.lab;

/**
 * Every help text of {@code lab} and its subcommands. The rules:
 *
 * <ul>
 *   <li>Each command stands below the text of the whole lab, so that "it" is the lab.
 *   <li>A command states its result, what it leaves behind, and the meaning of each unusual exit code.
 *   <li>A step that takes minutes is announced before it begins.
 *   <li>A flag states its value, then the accepted values, then the default.
 *   <li>A text begins with a capital and ends with a full stop.
 * </ul>
 */
final class LabHelpTexts {
    static final String LAB = "In a checkout: a real kube-apiserver with etcd, OpenBao and the packaged daemon on this"
            + " machine's loopback.";

    static final String LAB_UP =
            "Bring it up and leave it running. The first time, Kubernetes is built, which takes ten"
                    + " minutes or more.";

    static final String LAB_DOWN =
            "End all of its processes, also of one that came up in part, and delete what it made; its logs stay.";

    static final String LAB_STATUS =
            "Show which parts of the lab run. Exit code 4 when one does not, 5 when there is no lab.";

    static final String LAB_WALK =
            "Run the story and print each step with its true output: create, read, look into etcd,"
                    + " restart, rotate, seal, unseal, kill. Exit code 0 only if all of it held, 4 with the step"
                    + " that did not. A lab that it brought up itself it takes down again.";
    static final String LAB_WALK_KEEP = "Leave it running afterwards, also when a step did not hold.";

    // Flags that several commands share.

    static final String LAB_DIR =
            "Private directory of the lab; default bao-kms-provider/lab below $XDG_STATE_HOME or ~/.local/state.";
    static final String LAB_KUBERNETES = "Which Kubernetes, 1.37 or 1.34; default 1.37.";
    static final String LAB_NODES = "How many API servers with a daemon each, on one etcd: 1 or 3; default 1.";
    static final String LAB_TIMEOUT =
            "How long each part may take to get ready, and each step to hold; default ${DEFAULT-VALUE}.";

    private LabHelpTexts() {}
}
