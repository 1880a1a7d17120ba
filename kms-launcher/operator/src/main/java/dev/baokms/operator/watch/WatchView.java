package dev.baokms.operator.watch;

import dev.baokms.core.login.Diagnosis.Status;
import dev.baokms.host.PathText;
import dev.baokms.operator.report.MetricValues;
import dev.baokms.operator.report.Runbook;
import dev.baokms.operator.report.TextStyle;
import dev.baokms.operator.watch.CallFigures.Meter;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/** Computes the lines of one screen from what a daemon reported before and what it reports now. */
public final class WatchView {
    private static final Duration CERTIFICATE_SOON = Duration.ofDays(14);
    private static final int NAMES = 12;
    private static final String OPENBAO = "OpenBao ";
    private static final int NARROWEST = 24;
    private static final String FIGURES = " %8s %8s %10s %10s %10s";

    private final DaemonSample before;
    private final DaemonSample now;
    private final TextStyle style;
    private final List<String> lines = new ArrayList<>();

    private WatchView(DaemonSample before, DaemonSample now, TextStyle style) {
        this.before = before;
        this.now = now;
        this.style = style;
    }

    /**
     * Returns the lines of the screen.
     *
     * @param before an earlier good sample, the start of the rates; the same as now for the first screen
     * @param now the latest sample
     */
    public static List<String> lines(DaemonSample before, DaemonSample now, TextStyle style) {
        var view = new WatchView(before, now, style);
        view.draw();
        return List.copyOf(view.lines);
    }

    private void draw() {
        lines.add(style.heading("bao-kms-provider") + "  " + now.at().truncatedTo(ChronoUnit.SECONDS));
        lines.add("");
        if (!now.answered()) {
            marked(Status.FAIL, "daemon", now.problem().orElse(""));
            if (before.answered()) {
                row(
                        "last seen",
                        WatchTexts.lastSeen(
                                Duration.between(before.at(), now.at()),
                                before.at().truncatedTo(ChronoUnit.SECONDS)));
            }
            row("", WatchTexts.STILL_LOOKING);
            return;
        }
        health();
        key();
        lives();
        continuity();
        if (now.metrics().isEmpty()) {
            lines.add("");
            row("calls", WatchTexts.CALLS_NOT_KNOWN);
        } else {
            calls();
        }
    }

    private void health() {
        String reasons = now.text("reasons").replaceAll("[\\[\\]]", "");
        marked(
                now.well() ? (reasons.isEmpty() ? Status.PASS : Status.WARN) : Status.FAIL,
                "health",
                now.text("healthz"));
        if (!reasons.isEmpty()) {
            row("reasons", reasons);
            row("", Runbook.ofReason(reasons.split(",", 2)[0].strip()));
        }
        number("cache_age_ms").ifPresent(age -> row("last proof", WatchTexts.ago(Duration.ofMillis((long) age))));
        if (now.text("persistence_degraded").equals("true")) {
            marked(Status.WARN, "state file", WatchTexts.STATE_CANNOT_BE_WRITTEN);
        }
    }

    private void key() {
        String version = whole("openbao_kms_key_version")
                .filter(number -> number > 0)
                .map(WatchTexts::writes)
                .orElse("");
        row(
                "key",
                version
                        + now.text("rotation_state")
                        + whole("openbao_kms_hidden_versions")
                                .filter(hidden -> hidden > 0)
                                .map(WatchTexts::hidden)
                                .orElse(""));
        if (!now.text("key_id_hash").isEmpty()) {
            row("key_id_hash", now.text("key_id_hash"));
        }
        time("next_activation")
                .ifPresentOrElse(
                        at -> row("next switch", WatchTexts.nextSwitch(Duration.between(now.at(), at), at)),
                        () -> row("next switch", WatchTexts.NO_SWITCH));
    }

    private void lives() {
        whole("openbao_kms_token_ttl_seconds").ifPresent(left -> {
            String uses = whole("openbao_kms_token_use_limit")
                    .filter(limit -> limit > 0)
                    .map(WatchTexts::requestsEach)
                    .orElse("");
            // The lifetime of another program's token is unknown. Such a token works as long as probes succeed.
            if (left > 0) {
                marked(Status.PASS, "token", WatchTexts.left(Duration.ofSeconds(left)) + uses);
            } else if (now.well()) {
                row("token", WatchTexts.TOKEN_OF_ANOTHER_PROGRAM);
            } else {
                marked(Status.FAIL, "token", WatchTexts.NO_TOKEN);
            }
        });
        whole("openbao_kms_certificate_ttl_seconds").map(Duration::ofSeconds).ifPresent(left -> {
            Status status = left.isPositive()
                    ? (left.compareTo(CERTIFICATE_SOON) < 0 ? Status.WARN : Status.PASS)
                    : Status.FAIL;
            marked(status, "certificate", left.isPositive() ? WatchTexts.left(left) : WatchTexts.CERTIFICATE_HAS_ENDED);
        });
    }

    private void continuity() {
        String level = now.text("continuity_level");
        if (level.isEmpty()) {
            row("continuity", "off");
            return;
        }
        String held = whole("openbao_kms_held_seeds").map(WatchTexts::seedsHeld).orElse("");
        Optional<Instant> until = time("continuity_until")
                .or(() -> whole("openbao_kms_continuity_until_timestamp_seconds")
                        .filter(second -> second > 0)
                        .map(Instant::ofEpochSecond));
        row(
                "continuity",
                level
                        + held
                        + until.map(at -> WatchTexts.outageAnsweredFor(Duration.between(now.at(), at)))
                                .orElse(WatchTexts.OUTAGE_NOT_ANSWERED));
        var answers = now.metrics().by("openbao_kms_outage_answers_total", "method");
        if (!answers.isEmpty()) {
            row(
                    "",
                    WatchTexts.answeredInOutages(String.join(
                            ", ",
                            answers.entrySet().stream()
                                    .map(one -> String.format(Locale.ROOT, "%.0f %s", one.getValue(), one.getKey()))
                                    .toList())));
        }
    }

    private void calls() {
        Duration span = Duration.between(before.at(), now.at());
        boolean first = span.isZero() || before.metrics().isEmpty();
        MetricValues from = first ? MetricValues.NONE : before.metrics();
        Set<String> operations =
                now.metrics().by(Meter.ASKED.counter(), Meter.ASKED.label()).keySet();
        int names = operations.stream()
                .mapToInt(operation -> OPENBAO.length() + operation.length())
                .reduce(NARROWEST, Math::max);
        lines.add("");
        lines.add(style.heading(padded(first ? WatchTexts.SINCE_START : WatchTexts.inTheLast(span), names)
                + String.format(Locale.ROOT, FIGURES, "calls", "failed", "p50", "p95", "p99")));
        for (String method : List.of("status", "encrypt", "decrypt")) {
            figures(padded(method, names), CallFigures.between(from, now.metrics(), Meter.SERVED, method));
        }
        for (String operation : operations) {
            figures(
                    padded(OPENBAO + PathText.printable(operation), names),
                    CallFigures.between(from, now.metrics(), Meter.ASKED, operation));
        }
        var addresses = now.metrics().by("openbao_kms_endpoint_up", "endpoint");
        if (!addresses.isEmpty()) {
            double up = addresses.values().stream().mapToDouble(each -> each).sum();
            row("addresses", WatchTexts.answeredLast(up, addresses.size()));
        }
    }

    private static String padded(String name, int width) {
        return name + " ".repeat(Math.max(0, width - name.length()));
    }

    private void figures(String name, CallFigures figures) {
        String line = name
                + String.format(
                        Locale.ROOT,
                        FIGURES,
                        String.format(Locale.ROOT, "%.0f", figures.all()),
                        String.format(Locale.ROOT, "%.0f", figures.failed()),
                        latency(figures.percentile(50)),
                        latency(figures.percentile(95)),
                        latency(figures.percentile(99)));
        lines.add(figures.failed() > 0 ? style.verdict(Status.WARN, line) : line);
    }

    private static String latency(OptionalDouble seconds) {
        return seconds.isPresent() ? TimeText.ofSeconds(seconds.getAsDouble()) : "-";
    }

    private OptionalDouble number(String member) {
        try {
            return OptionalDouble.of(Double.parseDouble(now.text(member)));
        } catch (NumberFormatException e) {
            return OptionalDouble.empty();
        }
    }

    private Optional<Instant> time(String member) {
        try {
            return Optional.of(Instant.parse(now.text(member)));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    private Optional<Long> whole(String metric) {
        OptionalDouble value = now.metrics().of(metric);
        return value.isPresent() ? Optional.of((long) value.getAsDouble()) : Optional.empty();
    }

    private void marked(Status status, String name, String text) {
        add(style.mark(status), name, text);
    }

    private void row(String name, String text) {
        add(" ", name, text);
    }

    /**
     * Adds a line of printable text. Any process on that port may have written the text, so nothing in it may act as a
     * terminal command.
     */
    private void add(String mark, String name, String text) {
        List<String> wrapped = style.wrapped(PathText.printable(text), NAMES + 4);
        lines.add(mark + " " + name + " ".repeat(NAMES + 2 - name.length()) + wrapped.getFirst());
        wrapped.stream().skip(1).forEach(more -> lines.add(" ".repeat(NAMES + 4) + more));
    }
}
