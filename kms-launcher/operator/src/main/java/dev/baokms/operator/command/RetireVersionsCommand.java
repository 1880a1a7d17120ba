package dev.baokms.operator.command;

import dev.baokms.configuration.ConfigException;
import dev.baokms.configuration.Settings;
import dev.baokms.core.login.Diagnosis;
import dev.baokms.operator.inventory.Inventory.Identity;
import dev.baokms.operator.inventory.Proof;
import dev.baokms.operator.inventory.Proof.Reading;
import dev.baokms.operator.report.CheckReport;
import dev.baokms.operator.report.ReportTexts;
import dev.baokms.operator.rotate.ProofFile;
import dev.baokms.state.StateFile;
import dev.baokms.state.StateGlance;
import dev.baokms.state.StatePlan;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "retire-versions", description = CommandHelpTexts.RETIRE_VERSIONS, mixinStandardHelpOptions = true)
final class RetireVersionsCommand implements Callable<Integer> {
    @Mixin
    private StateChange change;

    @Mixin
    private ReportOptions output;

    @Option(
            names = "--before-version",
            required = true,
            paramLabel = "N",
            description = CommandHelpTexts.RETIRE_VERSIONS_BEFORE_VERSION)
    private int version;

    @Option(names = "--proof", paramLabel = "FILE", description = CommandHelpTexts.RETIRE_VERSIONS_PROOF)
    private Optional<Path> proof = Optional.empty();

    @Option(
            names = "--expect-cluster",
            paramLabel = "ID",
            description = CommandHelpTexts.RETIRE_VERSIONS_EXPECT_CLUSTER)
    private Optional<String> cluster = Optional.empty();

    @Option(
            names = "--expect-revision",
            paramLabel = "R",
            description = CommandHelpTexts.RETIRE_VERSIONS_EXPECT_REVISION)
    private Optional<Long> revision = Optional.empty();

    @Override
    public Integer call() throws ConfigException, IOException {
        return change.carryOut(output, state -> StatePlan.retireBefore(version, state), this::judge);
    }

    private boolean judge(Settings settings, StateFile state, CheckReport report) {
        Diagnosis diagnosis =
                proof.map(file -> judged(file, settings, state)).orElseGet(() -> Diagnosis.warn(CommandTexts.NO_PROOF));
        report.add("registry.evidence", CommandTexts.EVIDENCE, diagnosis);
        return diagnosis.status() != Diagnosis.Status.FAIL;
    }

    private Diagnosis judged(Path file, Settings settings, StateFile state) {
        return switch (ProofFile.trusted(file)) {
            case Reading.Broken(String reason) -> Diagnosis.fail(ReportTexts.proofUnusable(reason));
            case Reading.Valid(Proof found) -> {
                var here = new Identity(settings.key().fingerprint(), StateGlance.hashOf(state.memory()));
                var expected = new Proof.Expected(
                        cluster, revision.map(OptionalLong::of).orElse(OptionalLong.empty()));
                yield found.objectionTo(version, here, expected)
                        .map(reason -> Diagnosis.fail(ReportTexts.proofDoesNotFit(reason)))
                        .orElseGet(() ->
                                Diagnosis.pass(CommandTexts.proofShows(found.digest(), found.revision(), version)));
            }
        };
    }
}
