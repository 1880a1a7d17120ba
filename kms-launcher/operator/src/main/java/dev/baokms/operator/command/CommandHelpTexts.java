package dev.baokms.operator.command;

import dev.baokms.configuration.ConfigFlags;

/**
 * Every help text of these commands and their flags, in the order of the command tree. Texts that several commands
 * share come last. The rules:
 *
 * <ul>
 *   <li>A command begins with a verb and says what it does; then what it does not touch, and who must run it, where
 *       that matters.
 *   <li>A flag says what its value is or what setting it does, then the default, then whether it may be repeated.
 *   <li>A text begins with a capital and ends with a full stop, because the manual and the command reference print it
 *       unchanged. Only a text that begins with the values of a flag keeps their case.
 *   <li>A limit or a path that the code knows comes from its constant; a default that the flag declares is
 *       {@code ${DEFAULT-VALUE}}.
 *   <li>All texts are constants. They are compiled into the annotations, so a name without a text does not compile.
 * </ul>
 */
final class CommandHelpTexts {
    static final String PROVIDER = "Kubernetes KMS v2 provider that keeps its key in OpenBao Transit.";
    static final String PROVIDER_EXIT_CODES =
            "Exit codes: 0 ok, 1 unexpected, 2 usage, 3 configuration, 4 a check failed, 5 runtime.";

    static final String SERVE = "Run the daemon until SIGTERM.";

    static final String STATUS =
            "Show what the running daemon says of itself. Exit code 4 when it is not well, 5 when it does"
                    + " not answer.";
    static final String STATUS_WATCH =
            "Refresh every INTERVAL, by default ${FALLBACK-VALUE}, until Ctrl-C: health, key, token,"
                    + " calls and their latency. On a terminal it is one screen, in a pipe a block of text for each"
                    + " refresh.";

    static final String ROTATION_PLAN =
            "Show the versions of the key, which one writes, when the next one will, and how long to wait"
                    + " after a rotation.";

    static final String VERIFY_ROTATION =
            "Check after a rotation that the newest version writes here, and say what this command cannot know.";
    static final String VERIFY_ROTATION_API_SERVER_METRICS =
            "Metrics of an API server: the output of kubectl get --raw /metrics, - for standard input."
                    + " May be repeated, once for each API server.";

    static final String ROTATE =
            "Carry out a whole rotation: make a new version of the key, wait until all use it, have every"
                    + " object written again, prove that, retire older versions, and have OpenBao refuse them."
                    + " Prints the plan; --apply carries it out, continues after a stop at any point, and checks"
                    + " each step before the next.";
    static final String ROTATE_APPLY = "Carry out the plan, from where the journal ends.";
    static final String ROTATE_UNTIL = "End early: ${COMPLETION-CANDIDATES}. The same command without it continues.";
    static final String ROTATE_OPENBAO_TOKEN_FILE =
            "A token that may update keys/NAME/rotate and keys/NAME/config, needed only for these two"
                    + " steps. The daemon's own token may not do that and is not used for it.";
    static final String ROTATE_ALREADY_ROTATED = "The key already has its new version: begin with the latest one.";
    static final String ROTATE_NODE =
            "Health address of another node's daemon, host:port or unix:///path. May be repeated, for"
                    + " each other node.";
    static final String ROTATE_WAIT =
            "How long others may take for a step beyond the figures of the plan; default: ${DEFAULT-VALUE}.";
    static final String ROTATE_JOURNAL =
            "File that records each step, one line each; default: rotate.journal beside the state file."
                    + " Proofs are kept beside it.";

    static final String INVENTORY = "Show which objects in etcd need which version of the key, and how high"
            + " min_decryption_version may go. Reads snapshots and the cluster; decrypts and writes"
            + " nothing, and does not ask OpenBao.";
    static final String INVENTORY_ENCRYPTION_CONFIG =
            "The API server's EncryptionConfiguration: which resources are to be encrypted.";
    static final String INVENTORY_AGREED_SINCE =
            "You confirm that every daemon and every API server has used the newest key_id since this"
                    + " time, such as 2026-11-30T12:00:00Z.";
    static final String INVENTORY_WATCH = "After the scan, watch the cluster for this long, such as 10m.";
    static final String INVENTORY_ALL = "Name every object that is not rewritten yet, not the first ten.";
    static final String INVENTORY_PROOF =
            "Also write what was found to a new file, with a digest, for retire-versions and"
                    + " verify-proof. Asks each member for the hash of its rows, which holds up writes once, for"
                    + " 0.2 s at 200,000 objects.";

    static final String VERIFY_PROOF =
            "Re-check what inventory --proof wrote: form, digest, sums and verdict. Needs nothing but the file.";
    static final String VERIFY_PROOF_FILE = "The proof.";

    static final String RETIRE_VERSIONS =
            "Retire versions: they never decrypt again here. Prints a plan; --apply carries it out. Stop"
                    + " the daemon first; OpenBao is not asked.";
    static final String RETIRE_VERSIONS_BEFORE_VERSION = "The lowest version that stays.";
    static final String RETIRE_VERSIONS_PROOF =
            "What inventory --proof wrote: refuse unless it shows that nothing needs these versions.";
    static final String RETIRE_VERSIONS_EXPECT_CLUSTER =
            "Refuse a proof of another etcd cluster than this, 16 hexadecimal digits.";
    static final String RETIRE_VERSIONS_EXPECT_REVISION =
            "Refuse a proof of an earlier revision of etcd than this, such as that at the end of the rewrite.";

    static final String RESTORE_VERSIONS =
            "Let retired versions decrypt again. Prints a plan; --apply carries it out. Stop the daemon"
                    + " first; OpenBao is not asked.";
    static final String RESTORE_VERSIONS_VERSIONS = "Retired versions, such as 1,2.";

    static final String RECOVER_STATE =
            "Rebuild a lost or unusable state file from OpenBao's metadata and the configuration. Prints"
                    + " a plan; --apply carries it out. Stop the daemon first.";
    static final String RECOVER_STATE_EXPECT_KEY_ID =
            "Refuse unless this key_id, of an object in etcd, is among the recovered ones.";

    static final String OPEN_OBJECT =
            "Open one stored object without an API server: its value from a snapshot of etcd or from"
                    + " standard input, its seed unwrapped by OpenBao with every check that a daemon makes. Says"
                    + " what the object is; shows its content only when told to.";
    static final String OPEN_OBJECT_ETCD_KEY = "The object's full key in etcd, such as /registry/secrets/default/name.";
    static final String OPEN_OBJECT_SNAPSHOT =
            "Snapshot of etcd, or the .zip of one from k3s or RKE2. Without it the value is read from"
                    + " standard input, as etcdctl get --print-value-only prints it.";
    static final String OPEN_OBJECT_SHOW_PLAINTEXT =
            "Show the content, only on a terminal; what is not ASCII is written as \\xNN.";
    static final String OPEN_OBJECT_TO =
            "With --show-plaintext: write the exact content to this new file, of mode 0600, instead.";

    static final String VERIFY_BACKUP =
            "Prove that this OpenBao opens every encrypted object of a snapshot of etcd: each seed is"
                    + " unwrapped once, with every check that a daemon makes, and each object opened here. Names"
                    + " what would be lost; shows no content and changes nothing.";
    static final String VERIFY_BACKUP_SNAPSHOT = "Snapshot of etcd, or the .zip of one from k3s or RKE2.";
    static final String VERIFY_BACKUP_RATE =
            "Most seeds that OpenBao is asked to unwrap in a second; default ${DEFAULT-VALUE}.";
    static final String VERIFY_BACKUP_JOURNAL =
            "Keep a list of the proven seeds in this file, of mode 0600, and continue from it when it is"
                    + " there. It must be of the same snapshot and the same key.";
    static final String VERIFY_BACKUP_ALL = "Name every object that would be lost, not the first ten of each reason.";

    static final String PROBE = "Call Status, Encrypt and Decrypt with random bytes over a live socket. Needs no"
            + " configuration and no credentials.";
    static final String PROBE_TIMEOUT = "How long to wait for each call, such as 10s; default ${DEFAULT-VALUE}.";
    static final String PROBE_EXPECTED_KEY_ID = "Fail unless Status names this key_id.";

    static final String WHY =
            "The first thing to run when something is wrong: looks at this node and says the most likely"
                    + " cause first, with its evidence and its cure. Run it as the daemon's user or as root; it"
                    + " changes nothing.";
    static final String WHY_LOG = "The daemon's log, - for standard input; default: what journald has of its unit.";
    static final String WHY_NODE = "Health address of another node's daemon, host:port. May be repeated.";
    static final String WHY_BUNDLE = "Write what was seen to this new tar file, for a ticket. It holds no secret.";
    static final String WHY_FROM = "Judge a bundle that was written on another machine, instead of this node.";

    static final String DOCTOR =
            "Check everything a daemon with this configuration needs, from the file to the API server's"
                    + " side. Run it as the daemon's user; it changes nothing.";

    static final String VERIFY_KEY =
            "Check the key alone: metadata, profile, ids, state and minimum versions. Wraps and unwraps nothing.";

    static final String BENCHMARK =
            "Time Status, Encrypt and Decrypt over a live socket; what it wraps is thrown away.";
    static final String BENCHMARK_ITERATIONS = "Calls of each method; default ${DEFAULT-VALUE}.";
    static final String BENCHMARK_CONCURRENCY = "Calls at the same time; default ${DEFAULT-VALUE}.";

    static final String CONFIG =
            "Check the configuration; print every value, where it came from, and the fingerprint that"
                    + " must be equal on all nodes.";
    static final String CONFIG_SCHEMA =
            "Print the JSON Schema (draft 2020-12) of the configuration file, for editors and pipelines.";

    static final String POLICY = "Print a policy for OpenBao.";
    static final String POLICY_OPENBAO =
            "Print the policy that gives an OpenBao token the least it needs to serve this configuration.";
    static final String POLICY_OPENBAO_INCLUDE_TOKEN_RENEWAL =
            "Whether the token may renew itself; default ${DEFAULT-VALUE}.";

    static final String COMPLETION = "Print the completion script for bash: source <(bao-kms-provider completion).";

    static final String VERSION = "Print version, commit and build date.";

    // Flags that several commands share.

    static final String STOPPED_MEMBER =
            "The snapshot is the db of a member that was stopped cleanly, without a hash at its end.";
    static final String PROVIDER_SOCKET = "Socket of the provider; default ${DEFAULT-VALUE}.";
    static final String CHECKED_ENCRYPTION_CONFIG =
            "The API server's EncryptionConfiguration, if it is to be checked as well.";

    static final String CONFIGURATION_CONFIG = "Configuration file; default " + ConfigFlags.DEFAULT_FILE + ".";
    static final String CONFIGURATION_LOG_LEVEL = "debug, info, warn or error.";
    static final String CONFIGURATION_METRICS_ADDRESS = "Where /metrics is served: host:port or unix:///path.";
    static final String CONFIGURATION_HEALTH_ADDRESS = "Where /live and /ready are served: host:port or unix:///path.";

    static final String SUBJECT_PROVIDER_NAME =
            "Name of the provider in the EncryptionConfiguration; default: the one in the configuration.";

    static final String SOURCE_SNAPSHOT =
            "Snapshot of etcd, or the .zip of one from k3s or RKE2. May be repeated: name every backup"
                    + " that is kept.";
    static final String SOURCE_STOPPED_MEMBER =
            "A snapshot without a hash is the db of a member that was stopped cleanly. That of a running"
                    + " or crashed one lacks its last writes.";
    static final String SOURCE_ENDPOINTS = "A live cluster: https://host:2379, or unix:///path of kine's socket.";
    static final String SOURCE_CACERT = "PEM bundle of the CA that signs its certificates.";
    static final String SOURCE_CERT = "Client certificate, such as kubeadm's etcd/healthcheck-client.crt.";
    static final String SOURCE_KEY = "Private key of that certificate.";
    static final String SOURCE_INSECURE_TRANSPORT = "Allow http://, only to this machine's own addresses.";

    static final String BACKUPS_COMPLETE = "You confirm that the snapshots include every backup that is kept.";
    static final String PROOF_WATCH = "How long the cluster is watched after the scan; default: ${DEFAULT-VALUE}.";

    static final String CLUSTER_KUBECONFIG =
            "Credentials for the API servers: certificates or a token, of its current context. One that"
                    + " runs a program for them cannot be used; start kubectl proxy then.";
    static final String CLUSTER_API_SERVER =
            "Address of an API server, https://host:6443, each of the cluster; default: that of the"
                    + " kubeconfig. Or of kubectl proxy on this machine: http://127.0.0.1:8001, or unix:///path for"
                    + " its --unix-socket.";

    static final String MIGRATION_RESOURCE =
            "A resource whose objects are written again, such as secrets or widgets.example.com; default:"
                    + " ${DEFAULT-VALUE}. May be repeated. --encryption-config is more exact and covers wildcards.";
    static final String MIGRATION_ENCRYPTION_CONFIG =
            "The API server's EncryptionConfiguration: which resources this provider encrypts.";
    static final String MIGRATION_MIGRATE_BY =
            "${COMPLETION-CANDIDATES}: a StorageVersionMigration, patches, or the first where it is"
                    + " served; default: ${DEFAULT-VALUE}.";
    static final String MIGRATION_PARALLEL =
            "How many patches at once, 1 to " + MigrationOptions.MOST_PARALLEL + "; default: ${DEFAULT-VALUE}.";

    static final String PLAN_APPLY = "Carry out the plan; needs the hash that the plan printed.";
    static final String PLAN_EXPECTED_STATE_HASH = "The hash that the plan printed.";

    static final String OUTPUT = "How the answer is printed: ${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.";
    static final String VERBOSE = "On a terminal, give each skipped check a line. Pipes and JSON always have them.";

    static final String OPENBAO_TIMEOUT =
            "How long to wait for each answer of OpenBao; default ${DEFAULT-VALUE}. A daemon waits"
                    + " openbao.timeout.";

    private CommandHelpTexts() {}
}
