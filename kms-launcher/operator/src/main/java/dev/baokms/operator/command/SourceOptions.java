package dev.baokms.operator.command;

import dev.baokms.core.stored.RowSource;
import dev.baokms.etcd.EtcdSources;
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

    List<RowSource> files() {
        return snapshots.stream()
                .map(path -> EtcdSources.file(path, stoppedMember))
                .toList();
    }

    Optional<RowSource> cluster() {
        return Optional.empty();
    }

    /** @throws ParameterException when nothing is named that could be read */
    void requireSome() {
        if (snapshots.isEmpty()) {
            throw new ParameterException(command.commandLine(), "give --snapshot: there is nothing to read");
        }
    }
}
