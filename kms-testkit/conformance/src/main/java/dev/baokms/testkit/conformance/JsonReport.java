package dev.baokms.testkit.conformance;

import com.squareup.moshi.JsonWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Optional;
import okio.Buffer;

/** For programs. Fields may be added, but none is removed or renamed while {@code format} is 1. */
final class JsonReport {
    private static final int FORMAT = 1;

    private JsonReport() {}

    static String of(ConformanceReport report) {
        var buffer = new Buffer();
        try (JsonWriter json = JsonWriter.of(buffer)) {
            json.setIndent("  ");
            json.beginObject();
            json.name("format").value(FORMAT);
            json.name("catalogue").value(Catalogue.VERSION);
            json.name("endpoint").value(report.endpoint());
            json.name("profile").value(report.profile().name().toLowerCase(Locale.ROOT));
            json.name("start").value(report.start().toString());
            json.name("seed").value(report.seed());
            json.name("verdict").value(report.verdict().label());
            json.name("conforms").value(report.verdict() == RunVerdict.CONFORMS);
            json.name("certificate").value(report.certificate());
            json.name("counts").beginObject();
            json.name("run").value(report.asked());
            for (RuleOutcome outcome : RuleOutcome.values()) {
                json.name(outcome.name().toLowerCase(Locale.ROOT)).value(report.count(outcome));
            }
            json.endObject();
            json.name("rules").beginArray();
            for (RuleResult result : report.results()) {
                rule(json, result, report);
            }
            json.endArray();
            json.endObject();
        } catch (IOException e) {
            throw new UncheckedIOException("a buffer takes all JSON", e);
        }
        return buffer.readUtf8() + "\n";
    }

    private static void rule(JsonWriter json, RuleResult result, ConformanceReport report) throws IOException {
        Rule rule = result.rule();
        String replay = report.replays().get(rule.id());
        json.beginObject();
        json.name("id").value(rule.id());
        json.name("level").value(Level.labels(rule.levels()));
        json.name("force").value(rule.requirement().name());
        json.name("statement").value(rule.statement());
        json.name("outcome").value(result.outcome().name().toLowerCase(Locale.ROOT));
        json.name("text").value(result.text());
        json.name("millis").value(result.took().toMillis());
        json.name("notes").beginArray();
        for (String note : result.notes()) {
            json.value(note);
        }
        json.endArray();
        Optional<Rule> cause = report.cause(result);
        if (cause.isPresent()) {
            json.name("cause").value(cause.get().id());
        }
        if (replay != null) {
            json.name("again").value(replay);
        }
        json.endObject();
    }
}
