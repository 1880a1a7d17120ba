package dev.baokms.operator.command;

import dev.baokms.daemon.serve.UnsafeStartException;
import dev.baokms.operator.rotate.ClusterAccess;
import dev.baokms.operator.rotate.ClusterClient;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The flags that name the API servers of a cluster, and how the command connects to them. */
final class ClusterOptions {
    @Option(names = "--kubeconfig", paramLabel = "FILE", description = CommandHelpTexts.CLUSTER_KUBECONFIG)
    private Optional<Path> kubeconfig = Optional.empty();

    @Option(names = "--api-server", paramLabel = "URL", split = ",", description = CommandHelpTexts.CLUSTER_API_SERVER)
    private List<String> servers = List.of();

    /** Returns a client; empty when no API server is named. */
    Optional<ClusterClient> client() throws UnsafeStartException {
        return kubeconfig.isEmpty() && servers.isEmpty()
                ? Optional.empty()
                : Optional.of(ClusterAccess.client(kubeconfig, servers));
    }
}
