package dev.baokms.operator.command;

import dev.baokms.configuration.Settings;
import dev.baokms.core.key.DerivedKey;
import dev.baokms.core.key.KeyId;
import dev.baokms.core.login.Diagnosis.Status;
import dev.baokms.operator.report.ApiServerMetrics;
import dev.baokms.operator.report.CheckReport;
import dev.baokms.operator.report.ReadyPage;
import dev.baokms.operator.report.RotationView;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "verify-rotation", description = CommandHelpTexts.VERIFY_ROTATION, mixinStandardHelpOptions = true)
final class VerifyRotationCommand extends RotationPlanCommand {
    private static final String API_SERVER = "kubernetes.key_id";

    @Option(
            names = "--api-server-metrics",
            paramLabel = "FILE",
            description = CommandHelpTexts.VERIFY_ROTATION_API_SERVER_METRICS)
    private List<Path> apiServerMetrics = List.of();

    @Override
    void judge(Settings settings, RotationView view, CheckReport report) {
        report.add(
                "rotation.complete",
                CommandTexts.NEWEST_IS_ACTIVE,
                view.settled() && view.active().isPresent() ? Status.PASS : Status.FAIL,
                view.nextActivation()
                        .map(CommandTexts::newestWaitsUntil)
                        .orElseGet(() -> view.active()
                                .map(active -> CommandTexts.newestWrites(
                                        active.version().number()))
                                .orElse(CommandTexts.NO_VERSION_WRITES)));
        judgeDaemon(settings, view, report);
        judgeApiServers(settings, view, report);
        report.with("limitations", limitations());
    }

    private List<String> limitations() {
        return apiServerMetrics.isEmpty()
                ? List.of(
                        CommandTexts.OTHER_NODES_UNKNOWN,
                        CommandTexts.API_SERVERS_UNKNOWN,
                        CommandTexts.OBJECTS_UNKNOWN)
                : List.of(CommandTexts.OTHER_NODES_UNKNOWN, CommandTexts.OBJECTS_UNKNOWN);
    }

    private void judgeApiServers(Settings settings, RotationView view, CheckReport report) {
        String title = CommandTexts.API_SERVER_WRITES;
        if (apiServerMetrics.isEmpty()) {
            report.add(API_SERVER, title, Status.SKIP, CommandTexts.API_SERVER_NOT_LOOKED_AT);
        }
        Optional<KeyId> wanted = view.active().map(DerivedKey::keyId);
        String provider = settings.key().scope().providerName();
        for (Path page : apiServerMetrics) {
            try {
                report.add(
                        API_SERVER, title, ApiServerMetrics.of(page, provider).judge(wanted));
            } catch (IOException e) {
                report.add(API_SERVER, title, Status.FAIL, String.valueOf(e.getMessage()));
            }
        }
    }

    private static void judgeDaemon(Settings settings, RotationView view, CheckReport report) {
        String title = CommandTexts.DAEMON_WRITES;
        Optional<KeyId> wanted = view.active().map(DerivedKey::keyId);
        try {
            Map<String, Object> page =
                    ReadyPage.of(settings.monitoring().healthAddress()).fields();
            Object named = page.getOrDefault("key_id_hash", "");
            // A daemon of an earlier version wrote the hash in base64url.
            boolean same = wanted.filter(id -> named.equals(id.apiServerHash()) || named.equals(id.hash()))
                    .isPresent();
            report.add(
                    "kms.key_id",
                    title,
                    same ? Status.PASS : Status.FAIL,
                    same ? CommandTexts.daemonNames(wanted.get().apiServerHash()) : CommandTexts.DAEMON_NAMES_ANOTHER);
        } catch (IOException e) {
            report.add("kms.key_id", title, Status.SKIP, String.valueOf(e.getMessage()));
        }
    }
}
