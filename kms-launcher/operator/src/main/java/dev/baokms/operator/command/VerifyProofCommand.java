package dev.baokms.operator.command;

import dev.baokms.core.login.Diagnosis.Status;
import dev.baokms.operator.inventory.Proof;
import dev.baokms.operator.inventory.Proof.Reading;
import dev.baokms.operator.report.CheckReport;
import dev.baokms.operator.rotate.ProofFile;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "verify-proof", description = CommandHelpTexts.VERIFY_PROOF, mixinStandardHelpOptions = true)
final class VerifyProofCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = CommandHelpTexts.VERIFY_PROOF_FILE)
    private Path file = Path.of("");

    @Mixin
    private ReportOptions output;

    @Override
    public Integer call() {
        CheckReport report = output.report();
        switch (ProofFile.any(file)) {
            case Reading.Broken(String reason) ->
                report.add("proof.form", CommandTexts.PROOF_FORM, Status.FAIL, CommandTexts.proofBroken(reason));
            case Reading.Valid(Proof proof) -> {
                report.add("proof.form", CommandTexts.PROOF_FORM, Status.PASS, CommandTexts.PROOF_SOUND);
                report.add(
                        "proof.verdict",
                        CommandTexts.PROOF_VERDICT,
                        proof.safe() ? Status.PASS : Status.WARN,
                        proof.safe()
                                ? CommandTexts.nothingNeedsBelow(
                                        proof.highestSafe().getAsInt())
                                : CommandTexts.showsNothing(proof.open()));
                report.with("digest", proof.digest());
                report.with("provider", proof.provider());
                proof.scope().ifPresent(scope -> report.with("scope", scope));
                proof.memory().ifPresent(state -> report.with("state", state));
                proof.clusterId().ifPresent(id -> report.with("cluster_id", id));
                report.with("revision", proof.revision());
            }
        }
        return output.print(report);
    }
}
