package dev.baokms.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import com.squareup.moshi.JsonReader;
import dev.baokms.core.health.Verdict;
import dev.baokms.core.port.Event.ProbeKind;
import dev.baokms.grpc.CallObserver.Method;
import dev.baokms.transit.report.BackendEvent;
import io.grpc.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import okio.Okio;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Alerts and dashboard against what the daemon exposes: a name that does not exist would stay silent for ever. */
class MonitoringFilesTest {
    private static final Path FOLDER = Path.of("../dist/src/dist/observability");
    private static final Pattern METRIC = Pattern.compile("\\b(openbao_kms_[a-z_]+)(?:\\{([^}]*)})?");
    private static final Pattern SELECTED = Pattern.compile("([a-z_]+)\\s*(=~|!~|!=|=)\\s*\"([^\"]*)\"");
    private static final Pattern GROUPING = Pattern.compile("\\b(?:by|on|without|ignoring)\\s*\\(([^)]*)\\)");
    private static final Pattern SHOWN = Pattern.compile("\\$labels\\.([a-z_]+)|\\{\\{\\s*([a-z_]+)\\s*}}");
    private static final Pattern ALERT_SECTION = Pattern.compile("(?m)^### (.+)$");
    /** What Prometheus adds, and what the pages ask operators to add. */
    private static final Set<String> OF_TARGETS = Set.of("instance", "job", "cluster");
    /** The values that code fixes, by metric and label. */
    private static final Map<String, Set<String>> VALUES = Map.of(
            "health state", lowerCase(Verdict.State.values()),
            "rotation_state state", Set.copyOf(HealthPage.ROTATION_STATES),
            "grpc_requests_total method", lowerCase(Method.values()),
            "grpc_requests_total status",
                    Arrays.stream(Status.Code.values()).map(Enum::name).collect(Collectors.toSet()),
            "upstream_requests_total cause", lowerCase(BackendEvent.Cause.values()),
            "probe_last_success_timestamp_seconds kind", lowerCase(ProbeKind.values()),
            "file_reloads_total status", Set.of("ok", "failed"),
            "auth_login_total status", Set.of("ok"),
            "auth_renewal_total status", Set.of("ok"),
            "openbao_requests_total status", Set.of("ok"));

    private static Set<String> lowerCase(Enum<?>... values) {
        return Arrays.stream(values)
                .map(value -> value.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
    }

    @Test
    void alerts_nameWhatIsExposed() throws IOException {
        List<Map<?, ?>> rules = rules();

        assertThat(rules).hasSizeGreaterThan(10);
        for (Map<?, ?> rule : rules) {
            String text = rule.get("expr") + " " + rule.get("annotations");
            assertThat(problems(text)).as(String.valueOf(rule.get("alert"))).isEmpty();
        }
    }

    @Test
    void everyAlert_hasAUnitTestInWhichItFires_andOneInWhichItStaysQuiet() throws IOException {
        var firing = new HashSet<Object>();
        var quiet = new HashSet<Object>();
        for (Object group : list(yaml("alerts-test.yaml").get("tests"))) {
            for (Object test : list(((Map<?, ?>) group).get("alert_rule_test"))) {
                Map<?, ?> alert = (Map<?, ?>) test;
                (list(alert.get("exp_alerts")).isEmpty() ? quiet : firing).add(alert.get("alertname"));
            }
        }

        Set<Object> alerts = rules().stream().map(rule -> rule.get("alert")).collect(Collectors.toSet());
        assertThat(firing).isEqualTo(alerts);
        assertThat(quiet).isEqualTo(alerts);
    }

    @Test
    void everyAlert_namesItsSectionOfThePage_andEverySectionIsOfAnAlert() throws IOException {
        String page = Files.readString(Path.of("../../docs/operations/monitoring.md"));
        List<String> sections = ALERT_SECTION
                .matcher(page.substring(page.indexOf("\n## Alerts\n"), page.indexOf("\n## Dashboard\n")))
                .results()
                .map(heading -> heading.group(1))
                .toList();

        for (Map<?, ?> rule : rules()) {
            assertThat(String.valueOf(rule.get("annotations")))
                    .endsWith("runbook=docs/operations/monitoring.md#"
                            + String.valueOf(rule.get("alert")).toLowerCase(Locale.ROOT) + "}");
        }
        assertThat(sections)
                .containsExactlyElementsOf(rules().stream()
                        .map(rule -> String.valueOf(rule.get("alert")))
                        .toList());
    }

    @Test
    void dashboard_namesWhatIsExposed_andLeavesTheDataSourceToTheReader() throws IOException {
        @Nullable Object dashboard;
        try (var reader = JsonReader.of(Okio.buffer(Okio.source(FOLDER.resolve("dashboard.json"))))) {
            dashboard = reader.readJsonValue();
        }
        List<String> queries = Stream.of("expr", "legendFormat", "query")
                .flatMap(name -> members(dashboard, name).stream())
                .map(String::valueOf)
                .toList();

        assertThat(queries)
                .hasSizeGreaterThan(20)
                .allSatisfy(text -> assertThat(problems(text)).as(text).isEmpty());
        assertThat(members(dashboard, "datasource"))
                .isNotEmpty()
                .allSatisfy(source -> assertThat(source.toString()).contains("${datasource}"));
    }

    @Test
    void everyMetric_isInAnAlertOrOnTheDashboard_orOnlyForCloserLooks() throws IOException {
        String shown =
                Files.readString(FOLDER.resolve("alerts.yaml")) + Files.readString(FOLDER.resolve("dashboard.json"));

        assertThat(PublishedMetric.ALL.stream().map(PublishedMetric::name).filter(name -> !shown.contains(name)))
                .containsExactlyInAnyOrder(
                        "openbao_kms_grpc_duration_seconds_max",
                        "openbao_kms_openbao_duration_seconds_max",
                        "openbao_kms_endpoint_up",
                        "openbao_kms_auth_renewal_total",
                        "openbao_kms_transit_metadata_observation_total");
    }

    @Test
    void plantedMistakes_areSeen() {
        assertThat(problems("openbao_kms_helth{state=\"error\"}")).isNotEmpty();
        assertThat(problems("openbao_kms_health{status=\"error\"}")).isNotEmpty();
        assertThat(problems("openbao_kms_health{state=\"failing\"}")).isNotEmpty();
        assertThat(problems("openbao_kms_grpc_requests_total{status=\"Internal\"}"))
                .isNotEmpty();
        assertThat(problems("sum by (verb) (openbao_kms_grpc_requests_total)")).isNotEmpty();
        assertThat(problems("openbao_kms_health_bucket")).isNotEmpty();
        assertThat(problems("openbao_kms_key_version {{ $labels.version }}")).isNotEmpty();
        assertThat(problems("rate(openbao_kms_grpc_duration_seconds_bucket{method=\"decrypt\"}[5m])"))
                .isEmpty();
    }

    private static List<String> problems(String text) {
        var problems = new ArrayList<String>();
        var labels = new HashSet<>(OF_TARGETS);
        METRIC.matcher(text).results().forEach(use -> {
            List<PublishedMetric> known = PublishedMetric.ALL.stream()
                    .filter(metric -> names(metric).contains(use.group(1)))
                    .toList();
            if (known.isEmpty()) {
                problems.add("no metric " + use.group(1));
            } else {
                labels.addAll(known.getFirst().labels());
                problems.addAll(selections(known.getFirst(), use));
            }
        });
        if (text.contains("_bucket")) {
            labels.add("le");
        }
        Stream<String> grouping = GROUPING.matcher(text)
                .results()
                .flatMap(list -> Arrays.stream(list.group(1).split(",")))
                .map(String::strip);
        Stream<String> shown =
                SHOWN.matcher(text).results().map(use -> use.group(1) == null ? use.group(2) : use.group(1));
        // A legend stands apart from its query, so it can only be held against all labels there are.
        if (!text.contains("openbao_kms_")) {
            PublishedMetric.ALL.forEach(metric -> labels.addAll(metric.labels()));
        }
        Stream.concat(grouping, shown)
                .filter(label -> !labels.contains(label))
                .forEach(label -> problems.add("no label " + label));
        return problems;
    }

    private static Set<String> names(PublishedMetric metric) {
        return metric.type() == PublishedMetric.Type.HISTOGRAM
                ? Set.of(metric.name() + "_bucket", metric.name() + "_sum", metric.name() + "_count")
                : Set.of(metric.name());
    }

    private static List<String> selections(PublishedMetric metric, MatchResult use) {
        var problems = new ArrayList<String>();
        SELECTED.matcher(use.group(2) == null ? "" : use.group(2)).results().forEach(selected -> {
            String label = selected.group(1);
            if (!metric.labels().contains(label) && !OF_TARGETS.contains(label)) {
                problems.add(metric.name() + " has no label " + label);
            }
            Set<String> values = VALUES.get(metric.name().replace("openbao_kms_", "") + " " + label);
            boolean template = selected.group(3).startsWith("$");
            if (!template && values != null && !values.contains(selected.group(3))) {
                problems.add(metric.name() + " is never " + selected.group());
            }
        });
        return problems;
    }

    private static List<Map<?, ?>> rules() throws IOException {
        var rules = new ArrayList<Map<?, ?>>();
        for (Object group : list(yaml("alerts.yaml").get("groups"))) {
            for (Object rule : list(((Map<?, ?>) group).get("rules"))) {
                rules.add((Map<?, ?>) rule);
            }
        }
        return rules;
    }

    private static Map<?, ?> yaml(String file) throws IOException {
        return (Map<?, ?>)
                new Load(LoadSettings.builder().build()).loadFromString(Files.readString(FOLDER.resolve(file)));
    }

    private static List<?> list(@Nullable Object value) {
        return value instanceof List<?> items ? items : List.of();
    }

    /** Every value of that name, at any depth. */
    private static List<Object> members(@Nullable Object json, String name) {
        return switch (json) {
            case Map<?, ?> map ->
                map.entrySet().stream()
                        .flatMap(entry -> entry.getKey().equals(name)
                                ? Stream.of((Object) entry.getValue())
                                : members(entry.getValue(), name).stream())
                        .toList();
            case List<?> items ->
                items.stream().flatMap(item -> members(item, name).stream()).toList();
            case null, default -> List.of();
        };
    }
}
