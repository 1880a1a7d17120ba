package dev.baokms.operator.report;

import dev.baokms.core.login.Diagnosis;
import dev.baokms.core.login.Diagnosis.Status;
import dev.baokms.host.ExitCode;
import dev.baokms.host.PathText;
import dev.baokms.telemetry.Json;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a checking command found, for people and for machines. Some of it is what others said, a process that holds the socket for
 * example: nothing of that reaches a terminal as a command, or looks like a line of the report.
 */
public final class CheckReport {
    /** Who reads it. */
    public enum Format {
        text,
        json
    }

    /** One check and what it came to. */
    public record Check(String id, String title, Diagnosis diagnosis) {
        /** The published name of how it went, such as {@code pass}. */
        public String status() {
            return diagnosis.status().name().toLowerCase(Locale.ROOT);
        }
    }

    private final String name;
    private final List<Check> checks = new ArrayList<>();
    private final Map<String, Object> facts = new LinkedHashMap<>();

    public CheckReport(String name) {
        this.name = name;
    }

    /** @param message what was seen and, unless all is well, what to do; never a secret */
    public void add(String id, String title, Status status, String message) {
        add(id, title, new Diagnosis(status, message));
    }

    /** Adds what a check came to. */
    public void add(String id, String title, Diagnosis diagnosis) {
        checks.add(new Check(id, title, diagnosis));
    }

    /** All of them, in the order they were made. */
    public List<Check> checks() {
        return List.copyOf(checks);
    }

    /** Extra data: one member in JSON; in text one line, or one for each text of a list. Lists of objects are not printed. */
    public void with(String name, Object value) {
        facts.put(name, value);
    }

    /** Prints it as a pipe gets it, with a line for each check, and gives the exit code: a failed check is 4. */
    public int print(PrintWriter out, Format format) {
        switch (format) {
            case json -> out.println(PathText.printable(Json.of(json())));
            case text -> {
                checks.forEach(c -> out.println(PathText.printable(
                        "[" + c.status() + "] " + c.id + ": " + c.title + " - " + c.diagnosis.message())));
                factLines().forEach(out::println);
            }
        }
        return exitCode();
    }

    /**
     * The same for a person at a terminal.
     *
     * @param verbose whether skipped checks have lines of their own
     */
    public int print(PrintWriter out, TextStyle style, boolean verbose) {
        var screen = new CheckScreen(checks, style, verbose);
        screen.checks().forEach(out::println);
        List<String> more = factLines();
        more.forEach(fact -> style.wrapped(fact, 0).forEach(out::println));
        if (!more.isEmpty()) {
            out.println();
        }
        screen.summary().forEach(out::println);
        return exitCode();
    }

    private List<String> factLines() {
        var lines = new ArrayList<String>();
        facts.forEach((fact, value) -> {
            List<?> values = value instanceof List<?> list ? list : List.of(value);
            values.stream()
                    .filter(one -> !(one instanceof Map))
                    .forEach(one -> lines.add(PathText.printable(fact + ": " + one)));
        });
        return lines;
    }

    private int exitCode() {
        return checks.stream().anyMatch(c -> c.diagnosis.status() == Status.FAIL) ? ExitCode.CHECK_FAILED : ExitCode.OK;
    }

    private Map<String, Object> json() {
        var json = new LinkedHashMap<String, Object>();
        json.put("name", name);
        json.put("checks", checks.stream().map(CheckReport::json).toList());
        json.putAll(facts);
        return json;
    }

    private static Map<String, String> json(Check check) {
        var json = new LinkedHashMap<String, String>();
        json.put("id", check.id);
        json.put("title", check.title);
        json.put("status", check.status());
        json.put("message", check.diagnosis.message());
        return json;
    }
}
