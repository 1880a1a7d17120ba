package dev.baokms.operator.command;

import dev.baokms.daemon.serve.UnsafeStartException;
import dev.baokms.operator.rotate.ClusterAccess;
import dev.baokms.operator.rotate.ClusterClient;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The API servers of a cluster, and how they are talked to. */
final class ClusterOptions {
    @Option(
            names = "--kubeconfig",
            paramLabel = "FILE",
            description = "Credentials for the API servers: certificates or a token, of its current context. One that"
                    + " runs a program for them cannot be used; start kubectl proxy then.")
    private Optional<Path> kubeconfig = Optional.empty();

    @Option(
            names = "--api-server",
            paramLabel = "URL",
            split = ",",
            description = "Address of an API server, https://host:6443, each of the cluster; default: that of the"
                    + " kubeconfig. Or of kubectl proxy on this machine: http://127.0.0.1:8001, or unix:///path for its"
                    + " --unix-socket.")
    private List<String> servers = List.of();

    /** Empty when none is named. */
    Optional<ClusterClient> client() throws UnsafeStartException {
        return kubeconfig.isEmpty() && servers.isEmpty()
                ? Optional.empty()
                : Optional.of(ClusterAccess.client(kubeconfig, servers));
    }
}
