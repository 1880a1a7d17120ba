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

@Command(
        name = "verify-rotation",
        description =
                "Check after a rotation that the newest version writes here, and say what this command cannot know.",
        mixinStandardHelpOptions = true)
final class VerifyRotationCommand extends RotationPlanCommand {
    private static final String API_SERVER = "kubernetes.key_id";

    @Option(
            names = "--api-server-metrics",
            paramLabel = "FILE",
            description = "What an API server says: the output of kubectl get --raw /metrics, - for standard input."
                    + " May be repeated, for each API server.")
    private List<Path> apiServerMetrics = List.of();

    @Override
    void judge(Settings settings, RotationView view, CheckReport report) {
        report.add(
                "rotation.complete",
                "the newest version is active",
                view.settled() && view.active().isPresent() ? Status.PASS : Status.FAIL,
                view.nextActivation()
                        .map(at -> "the newest version does not write before " + at + "; ask again then")
                        .orElseGet(() -> view.active()
                                .map(active -> "version " + active.version().number() + ", the newest, writes")
                                .orElse("no version writes; see the checks above")));
        judgeDaemon(settings, view, report);
        judgeApiServers(settings, view, report);
        report.with("limitations", limitations());
    }

    private List<String> limitations() {
        String migration = "whether old objects were rewritten is known to etcd alone; inventory reads it";
        String otherNodes = "other nodes were not asked; run it on each";
        return apiServerMetrics.isEmpty()
                ? List.of(
                        otherNodes,
                        "whether each API server writes with the new key_id was not looked at; give its metrics with"
                                + " --api-server-metrics",
                        migration)
                : List.of(otherNodes, migration);
    }

    private void judgeApiServers(Settings settings, RotationView view, CheckReport report) {
        String title = "the API server writes with it";
        if (apiServerMetrics.isEmpty()) {
            report.add(API_SERVER, title, Status.SKIP, "not looked at; give its metrics with --api-server-metrics");
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
        String title = "the running daemon writes with it";
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
                    same
                            ? "the running daemon names key_id_hash "
                                    + wanted.get().apiServerHash()
                            : "the running daemon names another key_id_hash; wait one status.probeInterval and ask"
                                    + " again");
        } catch (IOException e) {
            report.add("kms.key_id", title, Status.SKIP, String.valueOf(e.getMessage()));
        }
    }
}
