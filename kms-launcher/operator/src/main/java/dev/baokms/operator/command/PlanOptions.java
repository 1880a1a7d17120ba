package dev.baokms.operator.command;

import dev.baokms.core.keyring.KeyringState;
import dev.baokms.core.login.Diagnosis.Status;
import dev.baokms.operator.report.CheckReport;
import dev.baokms.state.StatePlan;
import java.io.IOException;
import picocli.CommandLine.Option;

/** The flags for a change in two steps: first show a plan, then apply only that plan, named by its hash. */
final class PlanOptions {
    /** Carries out a plan. */
    interface Application {
        boolean apply(StatePlan plan, String expectedHash) throws IOException;
    }

    @Option(names = "--apply", description = CommandHelpTexts.PLAN_APPLY)
    private boolean apply;

    @Option(
            names = {"--expected-state-hash", "--expected-plan-hash"},
            paramLabel = "HASH",
            description = CommandHelpTexts.PLAN_EXPECTED_STATE_HASH,
            defaultValue = "")
    private String expectedHash;

    /** Shows or applies the proposal, and adds the outcome to the report. */
    void carryOut(StatePlan.Proposal proposal, CheckReport report, Application application) throws IOException {
        switch (proposal) {
            case StatePlan.Proposal.Refused(String reason) ->
                report.add("registry.plan", CommandTexts.THE_CHANGE, Status.FAIL, reason);
            case StatePlan.Proposal.Planned(StatePlan plan) -> {
                report.with("plan_hash", plan.hash());
                report.with("before", describe(plan.before()));
                report.with("after", describe(plan.after()));
                if (!apply) {
                    report.add(
                            "registry.plan",
                            CommandTexts.THE_CHANGE,
                            Status.PASS,
                            CommandTexts.nothingChangedYet(plan.hash()));
                } else if (application.apply(plan, expectedHash)) {
                    report.add("registry.apply", CommandTexts.THE_CHANGE, Status.PASS, CommandTexts.CHANGE_WRITTEN);
                } else {
                    report.add("registry.apply", CommandTexts.THE_CHANGE, Status.FAIL, CommandTexts.OTHER_PLAN);
                }
            }
        }
    }

    private static String describe(KeyringState memory) {
        return CommandTexts.remembered(memory.pins().keySet(), memory.highestActive(), memory.retired());
    }
}
