package dev.baokms.operator.command;

import dev.baokms.configuration.ConfigException;
import dev.baokms.configuration.Settings;
import dev.baokms.core.login.Diagnosis;
import dev.baokms.operator.inventory.Inventory.Identity;
import dev.baokms.operator.inventory.Proof;
import dev.baokms.operator.inventory.Proof.Reading;
import dev.baokms.operator.report.CheckReport;
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

@Command(
        name = "retire-versions",
        description =
                "Retire versions: they never decrypt again here. Prints a plan; --apply carries it out. Stop the daemon"
                        + " first; OpenBao is not asked.",
        mixinStandardHelpOptions = true)
final class RetireVersionsCommand implements Callable<Integer> {
    @Mixin
    private StateChange change;

    @Mixin
    private ReportOptions output;

    @Option(
            names = "--before-version",
            required = true,
            paramLabel = "N",
            description = "The lowest version that stays.")
    private int version;

    @Option(
            names = "--proof",
            paramLabel = "FILE",
            description = "What inventory --proof wrote: refuse unless it shows that nothing needs these versions.")
    private Optional<Path> proof = Optional.empty();

    @Option(
            names = "--expect-cluster",
            paramLabel = "ID",
            description = "Refuse a proof of another etcd cluster than this, 16 hexadecimal digits.")
    private Optional<String> cluster = Optional.empty();

    @Option(
            names = "--expect-revision",
            paramLabel = "R",
            description =
                    "Refuse a proof of an earlier revision of etcd than this, such as that at the end of the rewrite.")
    private Optional<Long> revision = Optional.empty();

    @Override
    public Integer call() throws ConfigException, IOException {
        return change.carryOut(output, state -> StatePlan.retireBefore(version, state), this::judge);
    }

    private boolean judge(Settings settings, StateFile state, CheckReport report) {
        Diagnosis diagnosis = proof.map(file -> judged(file, settings, state))
                .orElseGet(() -> Diagnosis.warn("nothing shows that no object needs these versions; make a proof with"
                        + " inventory --proof, and give it with --proof"));
        report.add("registry.evidence", "what speaks for it", diagnosis);
        return diagnosis.status() != Diagnosis.Status.FAIL;
    }

    private Diagnosis judged(Path file, Settings settings, StateFile state) {
        return switch (ProofFile.trusted(file)) {
            case Reading.Broken(String reason) -> Diagnosis.fail("the proof is not one: " + reason);
            case Reading.Valid(Proof found) -> {
                var here = new Identity(settings.key().fingerprint(), StateGlance.hashOf(state.memory()));
                var expected = new Proof.Expected(
                        cluster, revision.map(OptionalLong::of).orElse(OptionalLong.empty()));
                yield found.objectionTo(version, here, expected)
                        .map(reason -> Diagnosis.fail("the proof does not fit: " + reason))
                        .orElseGet(() -> Diagnosis.pass("proof " + found.digest() + ", revision " + found.revision()
                                + ": nothing needs a version below " + version));
            }
        };
    }
}
