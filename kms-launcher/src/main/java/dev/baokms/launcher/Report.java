package dev.baokms.launcher;

import dev.baokms.launcher.observe.Json;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a checking command found, for people and for machines. */
public final class Report {
    /** What one check came to. */
    public enum Status {
        pass,
        warn,
        fail,
        skip
    }

    enum Format {
        text,
        json
    }

    private record Check(String id, String title, Status status, String message) {}

    private final String name;
    private final List<Check> checks = new ArrayList<>();
    private final Map<String, Object> facts = new LinkedHashMap<>();

    Report(String name) {
        this.name = name;
    }

    /** @param message what was seen and, unless all is well, what to do; never a secret */
    public void add(String id, String title, Status status, String message) {
        checks.add(new Check(id, title, status, message));
    }

    /** Something beside the checks: of its own member in JSON; in text a line, of a list of texts one each, of other lists none. */
    void with(String name, Object value) {
        facts.put(name, value);
    }

    /** Prints it and gives the exit code: a failed check is 4. */
    int print(PrintWriter out, Format format) {
        if (format == Format.json) {
            out.println(Json.of(json()));
        } else {
            checks.forEach(c -> out.println("[" + c.status + "] " + c.id + ": " + c.title + " - " + c.message));
            facts.forEach((fact, value) -> {
                List<?> values = value instanceof List<?> list ? list : List.of(value);
                values.stream().filter(one -> !(one instanceof Map)).forEach(one -> out.println(fact + ": " + one));
            });
        }
        return checks.stream().anyMatch(c -> c.status == Status.fail) ? ExitCode.CHECK_FAILED : ExitCode.OK;
    }

    private Map<String, Object> json() {
        var json = new LinkedHashMap<String, Object>();
        json.put("name", name);
        json.put("checks", checks.stream().map(Report::json).toList());
        json.putAll(facts);
        return json;
    }

    private static Map<String, String> json(Check check) {
        var json = new LinkedHashMap<String, String>();
        json.put("id", check.id);
        json.put("title", check.title);
        json.put("status", check.status.name());
        json.put("message", check.message);
        return json;
    }
}
