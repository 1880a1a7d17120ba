package dev.baokms.launcher;

import dev.baokms.core.port.KeyringMemory;
import dev.baokms.launcher.Report.Status;
import dev.baokms.launcher.state.StatePlan;
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
    void carryOut(StatePlan.Proposal proposal, Report report, Application application) throws IOException {
        switch (proposal) {
            case StatePlan.Proposal.Refused(String reason) ->
                report.add("registry.plan", "the change", Status.fail, reason);
            case StatePlan.Proposal.Planned(StatePlan plan) -> {
                report.with("plan_hash", plan.hash());
                report.with("before", describe(plan.before()));
                report.with("after", describe(plan.after()));
                if (!apply) {
                    report.add(
                            "registry.plan",
                            "the change",
                            Status.pass,
                            "nothing is changed yet; repeat with --apply --expected-state-hash " + plan.hash());
                } else if (application.apply(plan, expectedHash)) {
                    report.add("registry.apply", "the change", Status.pass, "is written; start the daemon");
                } else {
                    report.add(
                            "registry.apply",
                            "the change",
                            Status.fail,
                            "nothing is changed: the hash is not that of this plan; look at the plan again");
                }
            }
        }
    }

    private static String describe(KeyringMemory memory) {
        return "versions " + memory.pins().keySet() + ", highest active " + memory.highestActive() + ", retired "
                + memory.retired();
    }
}
