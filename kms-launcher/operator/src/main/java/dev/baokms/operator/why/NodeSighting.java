package dev.baokms.operator.why;

import dev.baokms.core.login.Diagnosis.Status;
import dev.baokms.host.ToldException;
import dev.baokms.operator.report.CheckReport;
import dev.baokms.telemetry.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The evidence about a node, as text only, so that it is judged the same way here and on the machine of someone who
 * received it in a bundle. Holds no secret: checks, pages and log lines never carry one.
 *
 * @param checks what doctor found, in its order
 * @param daemon members of the health page, or {@code problem}
 * @param socket {@code path}, {@code file} and {@code listens}
 * @param machine {@code at}, {@code version}, {@code state_free_bytes}, {@code clock_ahead_seconds}, each where it is
 *     known
 * @param counters counters of the daemon's refusals, by name and labels
 * @param log the daemon's last warnings and errors, with similar lines counted together
 * @param nodes the health pages of other nodes
 */
public record NodeSighting(
        List<Check> checks,
        Map<String, String> daemon,
        Map<String, String> socket,
        Map<String, String> machine,
        Map<String, String> counters,
        List<Map<String, String>> log,
        List<Map<String, String>> nodes) {
    /** The member that says why a health page does not answer. */
    static final String PROBLEM = "problem";

    static final String SCHEMA = "bao-kms-provider/evidence/v1";

    /**
     * The result of one check.
     *
     * @param status {@code pass}, {@code warn}, {@code fail} or {@code skip}
     */
    public record Check(String id, String title, String status, String message) {
        static Check of(CheckReport.Check check) {
            return new Check(
                    check.id(), check.title(), check.status(), check.diagnosis().message());
        }

        boolean is(Status wanted) {
            return status.equals(wanted.name().toLowerCase(Locale.ROOT));
        }
    }

    Optional<Check> check(String id) {
        return checks.stream().filter(check -> check.id.equals(id)).findFirst();
    }

    /** Whether {@code /ready} lists this reason. */
    boolean hasReason(String code) {
        return reasons(daemon).contains(code);
    }

    static List<String> reasons(Map<String, String> page) {
        String listed = page.getOrDefault("reasons", "[]");
        return listed.length() < 2
                ? List.of()
                : List.of(listed.substring(1, listed.length() - 1).split(", ", -1));
    }

    String json() {
        var json = new LinkedHashMap<String, Object>();
        json.put("schema", SCHEMA);
        json.put(
                "checks",
                checks.stream()
                        .map(check -> {
                            var one = new LinkedHashMap<String, String>();
                            one.put("id", check.id);
                            one.put("title", check.title);
                            one.put("status", check.status);
                            one.put("message", check.message);
                            return one;
                        })
                        .toList());
        json.put("daemon", daemon);
        json.put("socket", socket);
        json.put("machine", machine);
        json.put("counters", counters);
        json.put("log", log);
        json.put("nodes", nodes);
        return Json.of(json);
    }

    /**
     * Reads evidence from JSON.
     *
     * @throws IOException in words for an operator, when {@link #json} did not write the text
     */
    static NodeSighting read(String text) throws IOException {
        Object tree;
        try {
            tree = Json.tree(text);
        } catch (IOException e) {
            throw new ToldException(WhyTexts.EVIDENCE_IS_NOT_JSON, e);
        }
        if (!(tree instanceof Map<?, ?> members) || !SCHEMA.equals(members.get("schema"))) {
            throw new ToldException(WhyTexts.EVIDENCE_OF_ANOTHER_VERSION);
        }
        return new NodeSighting(
                maps(members.get("checks")).stream()
                        .map(one -> new Check(
                                one.getOrDefault("id", ""),
                                one.getOrDefault("title", ""),
                                one.getOrDefault("status", ""),
                                one.getOrDefault("message", "")))
                        .toList(),
                map(members.get("daemon")),
                map(members.get("socket")),
                map(members.get("machine")),
                map(members.get("counters")),
                maps(members.get("log")),
                maps(members.get("nodes")));
    }

    private static List<Map<String, String>> maps(@Nullable Object value) {
        var maps = new ArrayList<Map<String, String>>();
        if (value instanceof List<?> list) {
            list.forEach(one -> maps.add(map(one)));
        }
        return maps;
    }

    private static Map<String, String> map(@Nullable Object value) {
        var map = new LinkedHashMap<String, String>();
        if (value instanceof Map<?, ?> members) {
            members.forEach((name, one) -> map.put(String.valueOf(name), String.valueOf(one)));
        }
        return map;
    }
}
