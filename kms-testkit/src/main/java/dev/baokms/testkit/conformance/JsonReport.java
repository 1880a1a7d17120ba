package dev.baokms.testkit.conformance;

import com.squareup.moshi.JsonWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import okio.Buffer;
import org.jspecify.annotations.Nullable;

/** For programs. Fields may be added, none is ever taken away or renamed while {@code format} is 1. */
final class JsonReport {
    private static final int FORMAT = 1;

    private JsonReport() {}

    static String of(Report report) {
        var buffer = new Buffer();
        try (JsonWriter json = JsonWriter.of(buffer)) {
            json.setIndent("  ");
            json.beginObject();
            json.name("format").value(FORMAT);
            json.name("endpoint").value(report.endpoint());
            json.name("profile").value(report.profile().name().toLowerCase(Locale.ROOT));
            json.name("start").value(report.start().toString());
            json.name("seed").value(report.seed());
            json.name("conforms").value(report.conforms());
            json.name("certificate").value(report.certificate());
            json.name("counts").beginObject();
            json.name("run").value(report.asked());
            for (Verdict.Outcome outcome : Verdict.Outcome.values()) {
                json.name(outcome.name().toLowerCase(Locale.ROOT)).value(report.count(outcome));
            }
            json.endObject();
            json.name("rules").beginArray();
            for (Verdict verdict : report.verdicts()) {
                rule(json, verdict, report.replays().get(verdict.rule().id()));
            }
            json.endArray();
            json.endObject();
        } catch (IOException e) {
            throw new UncheckedIOException("a buffer takes all JSON", e);
        }
        return buffer.readUtf8() + "\n";
    }

    private static void rule(JsonWriter json, Verdict verdict, @Nullable String replay) throws IOException {
        Rule rule = verdict.rule();
        json.beginObject();
        json.name("id").value(rule.id());
        json.name("level").value(rule.levels());
        json.name("force").value(rule.force().name());
        json.name("statement").value(rule.statement());
        json.name("outcome").value(verdict.outcome().name().toLowerCase(Locale.ROOT));
        json.name("text").value(verdict.text());
        json.name("millis").value(verdict.took().toMillis());
        json.name("notes").beginArray();
        for (String note : verdict.notes()) {
            json.value(note);
        }
        json.endArray();
        if (replay != null) {
            json.name("again").value(replay);
        }
        json.endObject();
    }
}
