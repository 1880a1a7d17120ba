package dev.baokms.testkit.conformance;

import static dev.baokms.testkit.conformance.Capability.LOGS;
import static dev.baokms.testkit.conformance.Prerequisite.ROUND_TRIP;
import static dev.baokms.testkit.conformance.Rule.must;
import static dev.baokms.testkit.conformance.Rule.should;

import java.util.List;

/** Group F: what the provider logs. */
final class LogRules {
    static final List<Rule> RULES = List.of(
            should(
                            "F1",
                            Level.LOGS,
                            Impact.DEGRADED,
                            "the log names the uid of each Encrypt and Decrypt",
                            "KEP-3299, observability")
                    .on(ROUND_TRIP)
                    .needs(LOGS)
                    .by(LogChecks::logNamesUid),
            must(
                            "F2",
                            Level.LOGS,
                            Impact.SECURITY,
                            "no log holds a plaintext, at any level",
                            "readers of logs may not read secrets")
                    .on(ROUND_TRIP)
                    .needs(LOGS)
                    .by(LogChecks::logHidesPlaintext),
            should(
                            "F3",
                            Level.LOGS,
                            Impact.SECURITY,
                            "line breaks in a uid or key_id do not forge log lines",
                            "both come from the caller")
                    .on(ROUND_TRIP)
                    .needs(LOGS)
                    .by(LogChecks::logLinesCannotBeForged),
            should(
                            "F4",
                            Level.LOGS,
                            Impact.SECURITY,
                            "no plaintext reaches core dumps or swap",
                            "hygiene of the process")
                    .untestable("memory of another process cannot be seen through its socket; look at LimitCORE,"
                            + " MemorySwapMax and how secrets are wiped"));

    private LogRules() {}
}
