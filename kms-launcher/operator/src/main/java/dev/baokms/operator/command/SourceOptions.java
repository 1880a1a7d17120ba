package dev.baokms.operator.command;

import dev.baokms.core.stored.RowSource;
import dev.baokms.etcd.EtcdSources;
import dev.baokms.etcd.LiveSettings;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The flags that say where etcd rows are read from. */
final class SourceOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(names = "--snapshot", paramLabel = "FILE", arity = "1..*", description = CommandHelpTexts.SOURCE_SNAPSHOT)
    private List<Path> snapshots = List.of();

    @Option(names = "--stopped-member", description = CommandHelpTexts.SOURCE_STOPPED_MEMBER)
    private boolean stoppedMember;

    @Option(names = "--endpoints", paramLabel = "URL", split = ",", description = CommandHelpTexts.SOURCE_ENDPOINTS)
    private List<URI> endpoints = List.of();

    @Option(names = "--cacert", paramLabel = "FILE", description = CommandHelpTexts.SOURCE_CACERT)
    private Optional<Path> caCert = Optional.empty();

    @Option(names = "--cert", paramLabel = "FILE", description = CommandHelpTexts.SOURCE_CERT)
    private Optional<Path> cert = Optional.empty();

    @Option(names = "--key", paramLabel = "FILE", description = CommandHelpTexts.SOURCE_KEY)
    private Optional<Path> key = Optional.empty();

    @Option(names = "--insecure-transport", description = CommandHelpTexts.SOURCE_INSECURE_TRANSPORT)
    private boolean insecureTransport;

    List<RowSource> files() {
        return snapshots.stream()
                .map(path -> EtcdSources.file(path, stoppedMember))
                .toList();
    }

    /**
     * Returns the cluster as a source; empty when none is named.
     *
     * @param hashed whether to ask its members for the hash of their rows
     */
    Optional<RowSource> cluster(boolean hashed) {
        return endpoints.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        EtcdSources.live(new LiveSettings(endpoints, caCert, cert, key, insecureTransport, hashed)));
    }

    /** Whether a cluster is named. */
    boolean haveCluster() {
        return !endpoints.isEmpty();
    }

    /**
     * Requires a cluster, the only source that can be watched.
     *
     * @throws ParameterException when no cluster is named
     */
    void requireCluster(String option) {
        if (endpoints.isEmpty()) {
            throw new ParameterException(command.commandLine(), UsageTexts.needsCluster(option));
        }
    }

    /**
     * Requires at least one source.
     *
     * @throws ParameterException when none is named
     */
    void requireSome() {
        if (snapshots.isEmpty() && endpoints.isEmpty()) {
            throw new ParameterException(command.commandLine(), UsageTexts.NOTHING_TO_READ);
        }
    }
}
