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

@Command(
        name = "verify-proof",
        description =
                "Re-check what inventory --proof wrote: form, digest, sums and verdict. Needs nothing but the file.",
        mixinStandardHelpOptions = true)
final class VerifyProofCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "The proof.")
    private Path file = Path.of("");

    @Mixin
    private ReportOptions output;

    @Override
    public Integer call() {
        CheckReport report = output.report();
        switch (ProofFile.any(file)) {
            case Reading.Broken(String reason) ->
                report.add(
                        "proof.form", "form, digest and sums", Status.FAIL, reason + "; make another with inventory");
            case Reading.Valid(Proof proof) -> {
                report.add(
                        "proof.form",
                        "form, digest and sums",
                        Status.PASS,
                        "form, digest and sums follow from what was counted");
                report.add(
                        "proof.verdict",
                        "what it shows",
                        proof.safe() ? Status.PASS : Status.WARN,
                        proof.safe()
                                ? "nothing needs a version below "
                                        + proof.highestSafe().getAsInt()
                                : "it does not show that a version may go; still open: "
                                        + String.join(", ", proof.open()));
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
