package dev.baokms.operator.command;

import dev.baokms.configuration.Settings;
import dev.baokms.core.login.Diagnosis.Status;
import dev.baokms.operator.report.CheckReport;
import dev.baokms.operator.report.ReadyPage;
import dev.baokms.operator.report.RotationView;
import dev.baokms.telemetry.Json;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;

@Command(
        name = "verify-rotation",
        description = "After a rotation: whether the newest version writes here, and what this command cannot know.",
        mixinStandardHelpOptions = true)
final class VerifyRotationCommand extends RotationPlanCommand {
    private static final List<String> LIMITATIONS = List.of(
            "other nodes were not asked; run it on each",
            "whether each API server writes with the new key_id is in its metric"
                    + " apiserver_envelope_encryption_key_id_hash_status_last_timestamp_seconds",
            "whether old objects were rewritten is known to the storage migration alone");

    @Override
    void judge(Settings settings, RotationView view, CheckReport report) {
        report.add(
                "rotation.complete",
                "the newest version is active",
                view.settled() && view.active().isPresent() ? Status.PASS : Status.FAIL,
                view.nextActivation()
                        .map(at -> "not before " + at)
                        .orElseGet(() -> view.active()
                                .map(active -> "version " + active.version().number())
                                .orElse("no version is active")));
        judgeDaemon(settings, view, report);
        report.with("limitations", LIMITATIONS);
    }

    private static void judgeDaemon(Settings settings, RotationView view, CheckReport report) {
        String title = "the running daemon writes with it";
        String wanted = view.active().map(active -> active.keyId().hash()).orElse("");
        try {
            Map<String, Object> page = Json.parse(
                    ReadyPage.of(settings.monitoring().healthAddress()).body());
            boolean same = wanted.equals(page.get("key_id_hash"));
            report.add(
                    "kms.key_id",
                    title,
                    same ? Status.PASS : Status.FAIL,
                    same
                            ? "key_id_hash " + wanted
                            : "it names another key_id_hash; wait one probe interval and ask again");
        } catch (IOException e) {
            report.add("kms.key_id", title, Status.SKIP, String.valueOf(e.getMessage()));
        }
    }
}
