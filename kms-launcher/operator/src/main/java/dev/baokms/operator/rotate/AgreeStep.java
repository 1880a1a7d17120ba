package dev.baokms.operator.rotate;

import static dev.baokms.operator.rotate.RotationStep.AGREE;

import dev.baokms.core.key.KeyId;
import dev.baokms.core.key.Sha256;
import dev.baokms.core.login.Diagnosis;
import dev.baokms.operator.report.ApiServerMetrics;
import dev.baokms.operator.rotate.RotationSubject.Target;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Waits until every daemon and every API server uses the new version, and reports the ones that do not. */
final class AgreeStep {
    static final String SINCE = "since";

    /** An API server asks once a minute. One that has not asked for three minutes uses nothing new. */
    private static final Duration LATELY = Duration.ofMinutes(3);

    private static final Duration EACH = Duration.ofSeconds(10);

    private final RotationSubject subject;
    private final DaemonPages daemons;
    private final KubernetesApi api;
    private final ServerIdentities identities;
    private final RotationJournal journal;
    private final RotationTime time;
    private final Duration patience;
    private final Consumer<String> told;

    /**
     * Creates the step.
     *
     * @param patience how long others may take beyond the times of the contract
     */
    AgreeStep(
            RotationSubject subject,
            DaemonPages daemons,
            KubernetesApi api,
            RotationJournal journal,
            RotationTime time,
            Duration patience,
            Consumer<String> told) {
        this.subject = subject;
        this.daemons = daemons;
        this.api = api;
        this.identities = new ServerIdentities(api);
        this.journal = journal;
        this.time = time;
        this.patience = patience;
        this.told = told;
    }

    StepResult run() throws IOException, InterruptedException {
        Target target = subject.target(journal);
        Instant active = target.created().plus(subject.activationDelay());
        Instant due = target.created().plus(subject.mustWait());
        if (time.instant().isBefore(active)) {
            told.accept(RotateTexts.waitingForVersion(target.version(), active, due));
            time.until(active);
        }
        Instant end = (due.isAfter(time.instant()) ? due : time.instant()).plus(patience);
        List<String> before = List.of();
        while (true) {
            List<String> others = disagreeing(target.keyId());
            Instant now = time.instant().truncatedTo(ChronoUnit.SECONDS);
            if (others.isEmpty()) {
                String hash = target.keyId().apiServerHash();
                journal.done(AGREE, Map.of(SINCE, now.toString(), "key_id_hash", hash));
                return new StepResult.Done(RotateTexts.allUse(now, hash));
            }
            if (!now.isBefore(end)) {
                return new StepResult.Open(RotateTexts.notAllUse(target.version(), others));
            }
            if (!others.equals(before)) {
                told.accept(RotateTexts.waitingForOthers(end, others));
                before = others;
            }
            time.pause(EACH);
        }
    }

    private List<String> disagreeing(KeyId wanted) {
        var others = new ArrayList<String>();
        for (String node : daemons.nodes()) {
            daemon(node, wanted).ifPresent(problem -> others.add(RotateTexts.daemon(node, problem)));
        }
        Set<String> seen = new HashSet<>();
        for (String server : api.servers()) {
            try {
                ApiServerMetrics metrics = api.metrics(server, subject.provider());
                seen.addAll(metrics.servers());
                Diagnosis diagnosis =
                        metrics.judge(Optional.of(wanted), time.instant().minus(LATELY));
                if (diagnosis.status() != Diagnosis.Status.PASS) {
                    others.add(ClusterTexts.of(server, diagnosis.message()));
                }
            } catch (IOException e) {
                others.add(ClusterTexts.of(server, PatientApi.words(e)));
            }
        }
        if (others.isEmpty()) {
            missing(seen).ifPresent(others::add);
        }
        return others;
    }

    private Optional<String> daemon(String node, KeyId wanted) {
        try {
            String named = daemons.of(node).keyIdHash().orElse("none");
            return named.equals(wanted.apiServerHash())
                    ? Optional.empty()
                    : Optional.of(RotateTexts.namesAnotherKey(named));
        } catch (IOException e) {
            return Optional.of(PatientApi.words(e));
        }
    }

    /** Reports API servers that hold a lease in this cluster but are missing from the metrics that were read. */
    private Optional<String> missing(Set<String> seen) {
        List<String> unseen = identities.alive(time.instant()).stream()
                .filter(id -> !seen.contains("sha256:" + Sha256.hex(id.getBytes(StandardCharsets.UTF_8))))
                .toList();
        return unseen.isEmpty() ? Optional.empty() : Optional.of(ClusterTexts.notAsked(unseen));
    }
}
