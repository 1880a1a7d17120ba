package dev.baokms.operator.command;

import dev.baokms.core.keyring.KeyringState;
import dev.baokms.core.login.Diagnosis.Status;
import dev.baokms.operator.report.CheckReport;
import dev.baokms.state.StatePlan;
import java.io.IOException;
import picocli.CommandLine.Option;

/** Plan first; apply only what was planned, named by its hash. */
final class PlanOptions {
    /** How a plan becomes true. */
    interface Application {
        boolean apply(StatePlan plan, String expectedHash) throws IOException;
    }

    @Option(names = "--apply", description = "Do it; needs the hash that the plan printed.")
    private boolean apply;

    @Option(
            names = {"--expected-state-hash", "--expected-plan-hash"},
            paramLabel = "HASH",
            description = "The hash that the plan printed.",
            defaultValue = "")
    private String expectedHash;

    /** Adds to the report what came of it. */
    void carryOut(StatePlan.Proposal proposal, CheckReport report, Application application) throws IOException {
        switch (proposal) {
            case StatePlan.Proposal.Refused(String reason) ->
                report.add("registry.plan", "the change", Status.FAIL, reason);
            case StatePlan.Proposal.Planned(StatePlan plan) -> {
                report.with("plan_hash", plan.hash());
                report.with("before", describe(plan.before()));
                report.with("after", describe(plan.after()));
                if (!apply) {
                    report.add(
                            "registry.plan",
                            "the change",
                            Status.PASS,
                            "nothing is changed yet; repeat with --apply --expected-state-hash " + plan.hash());
                } else if (application.apply(plan, expectedHash)) {
                    report.add("registry.apply", "the change", Status.PASS, "the change is written; start the daemon");
                } else {
                    report.add(
                            "registry.apply",
                            "the change",
                            Status.FAIL,
                            "nothing is changed: the hash is not that of this plan; look at the plan again");
                }
            }
        }
    }

    private static String describe(KeyringState memory) {
        return "versions " + memory.pins().keySet() + ", highest active " + memory.highestActive() + ", retired "
                + memory.retired();
    }
}
