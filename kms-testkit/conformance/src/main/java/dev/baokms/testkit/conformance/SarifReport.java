package dev.baokms.testkit.conformance;

import com.squareup.moshi.JsonWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import okio.Buffer;

/**
 * For services that show findings beside code, in SARIF 2.1.0. The location of a finding is the provider's endpoint.
 */
final class SarifReport {
    private static final String SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json";

    private SarifReport() {}

    static String of(ConformanceReport report) {
        var buffer = new Buffer();
        try (JsonWriter json = JsonWriter.of(buffer)) {
            json.setIndent("  ");
            json.beginObject();
            json.name("$schema").value(SCHEMA);
            json.name("version").value("2.1.0");
            json.name("runs").beginArray().beginObject();
            json.name("tool").beginObject().name("driver").beginObject();
            json.name("name").value("kms-conformance");
            json.name("version").value(Integer.toString(Catalogue.VERSION));
            json.name("rules").beginArray();
            for (Rule rule : Catalogue.RULES) {
                json.beginObject().name("id").value(rule.id());
                message(json, "shortDescription", rule.statement());
                message(json, "help", "Risk: " + Impact.meanings(rule.impacts()) + ". Source: " + rule.source() + ".");
                json.endObject();
            }
            json.endArray().endObject().endObject();
            json.name("results").beginArray();
            for (RuleResult result : report.with(RuleOutcome.FAILED)) {
                finding(json, result, report.endpoint());
            }
            json.endArray().endObject().endArray().endObject();
        } catch (IOException e) {
            throw new UncheckedIOException("a buffer takes all JSON", e);
        }
        return buffer.readUtf8() + "\n";
    }

    private static void finding(JsonWriter json, RuleResult result, String endpoint) throws IOException {
        json.beginObject();
        json.name("ruleId").value(result.rule().id());
        json.name("level").value(result.condemns() ? "error" : "warning");
        message(json, "message", result.text());
        json.name("locations").beginArray().beginObject();
        json.name("physicalLocation").beginObject();
        json.name("artifactLocation").beginObject().name("uri").value(endpoint).endObject();
        json.endObject().endObject().endArray().endObject();
    }

    private static void message(JsonWriter json, String name, String text) throws IOException {
        json.name(name).beginObject().name("text").value(text).endObject();
    }
}
