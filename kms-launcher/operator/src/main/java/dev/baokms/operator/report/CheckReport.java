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
 * The findings of a command that runs checks, for people and for machines. Some text comes from elsewhere, for example
 * from a process that holds the socket. None of it reaches a terminal as a command, or looks like a line of the report.
 */
public final class CheckReport {
    /** The form of the report. */
    public enum Format {
        text,
        json
    }

    /** One check and its outcome. */
    public record Check(String id, String title, Diagnosis diagnosis) {
        /** The published name of the outcome, such as {@code pass}. */
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

    /**
     * Adds a check.
     *
     * @param message what was seen and, unless all is well, what to do; never a secret
     */
    public void add(String id, String title, Status status, String message) {
        add(id, title, new Diagnosis(status, message));
    }

    /** Adds a check with its diagnosis. */
    public void add(String id, String title, Diagnosis diagnosis) {
        checks.add(new Check(id, title, diagnosis));
    }

    /** Returns all checks, in the order in which they ran. */
    public List<Check> checks() {
        return List.copyOf(checks);
    }

    /**
     * Adds extra data. JSON shows it as one member, and text shows one line, or one line for each text of a list. Text
     * omits lists of objects.
     */
    public void with(String name, Object value) {
        facts.put(name, value);
    }

    /**
     * Prints the report in the form for a pipe, one line for each check. Returns the exit code, which is 4 when a check
     * failed.
     */
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
     * Prints the report for a person at a terminal and returns the same exit code.
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
