package dev.baokms.lab;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Starts etcd, the daemons, the API servers and the controller manager, and has the shell line that succeeds once each
 * is ready.
 */
final class ControlPlane {
    private final LabFolder folder;
    private final LabPlan plan;
    private final Path pki;

    ControlPlane(LabFolder folder, LabPlan plan) {
        this.folder = folder;
        this.plan = plan;
        this.pki = folder.certificates();
    }

    /** Starts etcd. It requires a client certificate of the lab, so that no other user of the machine can read it. */
    void startEtcd(Background background, Map<String, String> environment) throws IOException {
        var settings = new HashMap<>(environment);
        // kubeadm sets this too: a StorageVersionMigration waits until all watches have reached its revision. The
        // setting has two names, and etcd ignores an unknown name only in the environment.
        settings.put("ETCD_EXPERIMENTAL_WATCH_PROGRESS_NOTIFY_INTERVAL", "5s");
        settings.put("ETCD_WATCH_PROGRESS_NOTIFY_INTERVAL", "5s");
        background.once(
                "etcd",
                settings,
                List.of(
                        "etcd",
                        "--name=lab",
                        "--data-dir=" + folder.path().resolve("etcd"),
                        "--listen-client-urls=" + plan.etcd(),
                        "--advertise-client-urls=" + plan.etcd(),
                        "--cert-file=" + pki.resolve("server.crt"),
                        "--key-file=" + pki.resolve("server.key"),
                        "--client-cert-auth",
                        "--trusted-ca-file=" + pki.resolve("ca.crt"),
                        "--listen-peer-urls=" + plan.etcdPeers(),
                        "--initial-advertise-peer-urls=" + plan.etcdPeers(),
                        "--initial-cluster=lab=" + plan.etcdPeers(),
                        "--peer-cert-file=" + pki.resolve("server.crt"),
                        "--peer-key-file=" + pki.resolve("server.key"),
                        "--peer-client-cert-auth",
                        "--peer-trusted-ca-file=" + pki.resolve("ca.crt"),
                        "--log-level=warn"));
    }

    String etcdReady() {
        return "etcdctl endpoint health";
    }

    void startDaemon(int node, Background background, Map<String, String> environment) throws IOException {
        background.again(
                daemon(node),
                environment,
                List.of(
                        "bao-kms-provider",
                        "serve",
                        "--config",
                        folder.node(node).resolve("config.yaml").toString()));
    }

    String daemonReady(int node) {
        return "curl -sSf \"$READY_" + node + "\"";
    }

    void startApiServer(int node, Background background, Map<String, String> environment) throws IOException {
        background.again(
                apiServer(node),
                environment,
                List.of(
                        "kube-apiserver",
                        "--bind-address=127.0.0.1",
                        "--secure-port=" + plan.apiServerPort(node),
                        // kube-apiserver accepts a loopback address here. The endpoints of its own service do not, so
                        // no reconciler writes them.
                        "--advertise-address=127.0.0.1",
                        "--endpoint-reconciler-type=none",
                        "--tls-cert-file=" + pki.resolve("server.crt"),
                        "--tls-private-key-file=" + pki.resolve("server.key"),
                        "--client-ca-file=" + pki.resolve("ca.crt"),
                        // Watches are closed when the server ends; otherwise it would wait a minute for the clients to
                        // leave.
                        "--shutdown-watch-termination-grace-period=2s",
                        "--authorization-mode=RBAC",
                        "--service-cluster-ip-range=10.96.0.0/16",
                        "--service-account-issuer=https://kubernetes.default.svc",
                        "--service-account-key-file=" + pki.resolve("service-account.pub"),
                        "--service-account-signing-key-file=" + pki.resolve("service-account.key"),
                        "--etcd-servers=" + plan.etcd(),
                        "--etcd-cafile=" + pki.resolve("ca.crt"),
                        "--etcd-certfile=" + pki.resolve("etcd-client.crt"),
                        "--etcd-keyfile=" + pki.resolve("etcd-client.key"),
                        "--encryption-provider-config=" + folder.node(node).resolve("encryption.yaml")));
    }

    String apiServerReady(int node) {
        return "kubectl --context node-" + node + " get --raw /readyz";
    }

    void startControllerManager(Background background, Map<String, String> environment) throws IOException {
        background.again(
                "kube-controller-manager",
                environment,
                List.of(
                        "kube-controller-manager",
                        "--bind-address=127.0.0.1",
                        "--secure-port=" + plan.controllerManagerPort(),
                        "--kubeconfig=" + folder.path().resolve("controller-manager.kubeconfig"),
                        "--leader-elect=false",
                        "--use-service-account-credentials",
                        "--service-account-private-key-file=" + pki.resolve("service-account.key"),
                        "--root-ca-file=" + pki.resolve("ca.crt"),
                        // Without these two flags it would create a self-signed certificate in a system folder.
                        "--tls-cert-file=" + pki.resolve("server.crt"),
                        "--tls-private-key-file=" + pki.resolve("server.key")));
    }

    /** Succeeds once the controller manager has created the account that every namespace has. */
    String controllerManagerReady() {
        return "kubectl get serviceaccount default";
    }

    static String daemon(int node) {
        return "daemon-" + node;
    }

    static String apiServer(int node) {
        return "kube-apiserver-" + node;
    }
}
