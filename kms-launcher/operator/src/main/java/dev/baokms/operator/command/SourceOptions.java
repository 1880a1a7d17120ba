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

/** Where rows of etcd are read from. */
final class SourceOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--snapshot",
            paramLabel = "FILE",
            arity = "1..*",
            description =
                    "Snapshot of etcd, or the .zip of one from k3s or RKE2. May be repeated: name every backup that is"
                            + " kept.")
    private List<Path> snapshots = List.of();

    @Option(
            names = "--stopped-member",
            description =
                    "A snapshot without a hash is the db of a member that was stopped cleanly. That of a running or"
                            + " crashed one lacks its last writes.")
    private boolean stoppedMember;

    @Option(
            names = "--endpoints",
            paramLabel = "URL",
            split = ",",
            description = "A cluster that answers: https://host:2379, or unix:///path of kine's socket.")
    private List<URI> endpoints = List.of();

    @Option(names = "--cacert", paramLabel = "FILE", description = "PEM bundle that signs its certificates.")
    private Optional<Path> caCert = Optional.empty();

    @Option(
            names = "--cert",
            paramLabel = "FILE",
            description = "Client certificate, such as kubeadm's etcd/healthcheck-client.crt.")
    private Optional<Path> cert = Optional.empty();

    @Option(names = "--key", paramLabel = "FILE", description = "Its key.")
    private Optional<Path> key = Optional.empty();

    @Option(names = "--insecure-transport", description = "Allow http://, only to this machine's own addresses.")
    private boolean insecureTransport;

    List<RowSource> files() {
        return snapshots.stream()
                .map(path -> EtcdSources.file(path, stoppedMember))
                .toList();
    }

    /** @param hashed whether its members are asked for the hash of their rows */
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

    /** @throws ParameterException when no cluster is named, which alone can be watched */
    void requireCluster(String option) {
        if (endpoints.isEmpty()) {
            throw new ParameterException(command.commandLine(), option + " needs --endpoints: a file does not change");
        }
    }

    /** @throws ParameterException when nothing is named that could be read */
    void requireSome() {
        if (snapshots.isEmpty() && endpoints.isEmpty()) {
            throw new ParameterException(
                    command.commandLine(), "give --snapshot or --endpoints: there is nothing to read");
        }
    }
}
