package dev.baokms.operator.rotate;

import dev.baokms.core.login.Diagnosis.Status;
import dev.baokms.operator.report.CheckReport;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a rotation will ask, of which server and with which right, how long each step takes, and what is done already. */
final class RotationPlan {
    private final RotationSubject subject;
    private final RotationPorts ports;
    private final RotationWish wish;
    private final RotationJournal journal;

    RotationPlan(RotationSubject subject, RotationPorts ports, RotationWish wish, RotationJournal journal) {
        this.subject = subject;
        this.ports = ports;
        this.wish = wish;
        this.journal = journal;
    }

    /** @param command the line that does it */
    void tell(RotationStep last, String command, CheckReport report) {
        List<RotationStep> steps = Rotation.steps(last).toList();
        for (RotationStep step : steps) {
            Optional<JournalLine> done = journal.last(step, JournalLine.DONE);
            String missing = Optional.ofNullable(wish.missing().get(step))
                    .map(options -> "; give " + options)
                    .orElse("");
            report.add(
                    "rotation." + step.code(),
                    step.title(),
                    done.isPresent() ? Status.PASS : Status.SKIP,
                    done.map(line -> "done at " + line.at() + " by the journal")
                            .orElseGet(() -> words(step) + missing));
        }
        Optional<RotationStep> next =
                steps.stream().filter(step -> !journal.isDone(step)).findFirst();
        report.with("next_step", next.map(RotationStep::code).orElse("none"));
        report.with("next", next.isPresent() ? command : "every step is done; name a new --journal to rotate again");
    }

    private String words(RotationStep step) {
        return switch (step) {
            case ROTATE ->
                wish.rotated()
                        ? "takes the latest version as it is; changes nothing"
                        : "asks OpenBao for one more version of " + subject.path() + ", with update on "
                                + subject.path() + "/rotate, by --openbao-token-file; takes a second. It stays: a"
                                + " version is not taken away again, and older ones stay readable";
            case AGREE ->
                "asks " + count(ports.daemons().nodes().size(), "daemon") + " for /ready and "
                        + count(ports.api().map(api -> api.servers().size()).orElse(0), "API server")
                        + " for /metrics, with get on /metrics, and list on leases in kube-system to see that none is"
                        + " left out; takes up to " + subject.mustWait().toSeconds()
                        + " s after the rotation. Changes nothing";
            case MIGRATE ->
                "has every object of " + resources() + " written again, " + way()
                        + "; stops and goes on at any point. Objects keep their content";
            case PROVE ->
                "reads etcd and the snapshots, with etcd's client certificate; takes ten minutes from the end of the"
                        + " migration, in which the API server compacts, and the watch. Changes nothing";
            case RETIRE ->
                "on each node, with its daemon stopped; on this one by this command when its state is free and this"
                        + " user's; takes a restart of each daemon. restore-versions takes it back";
            case MINIMUM ->
                "raises min_decryption_version of " + subject.path() + " to the new version, one at a time, with update"
                        + " on " + subject.path() + "/config, by --openbao-token-file; takes a second. A lower"
                        + " minimum takes it back";
        };
    }

    private String resources() {
        return wish.coverage().isPresent()
                ? "what --encryption-config gives this provider"
                : wish.resources().stream()
                        .map(resource -> new FoundResource(resource, "").name())
                        .collect(Collectors.joining(", "));
    }

    private String way() {
        String controller = "by a StorageVersionMigration, with create and get on"
                + " storageversionmigrations.storagemigration.k8s.io; takes as long as the cluster likes";
        String patches = "by patches that change nothing, with list and patch on each resource; takes one request for"
                + " each object";
        return switch (wish.way()) {
            case auto -> controller + ", or where that is not served " + patches;
            case migration -> controller;
            case patches -> patches;
        };
    }

    private static String count(int number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }
}
