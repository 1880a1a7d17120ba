package dev.baokms.testkit.emulator;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code path "x" { capabilities = ["read"] }} blocks. Anything else is refused: a rule half understood grants too much. */
final class PolicyText {
    private static final Set<String> CAPABILITIES =
            Set.of("create", "read", "update", "delete", "list", "patch", "scan", "sudo", "deny");
    private static final Pattern TOKEN =
            Pattern.compile("\\s+|#[^\n]*|//[^\n]*|\"((?:[^\"\\\\\n]|\\\\.)*)\"|([A-Za-z_]+)|([{}\\[\\]=,])");

    private final List<String> words = new ArrayList<>();
    private int at;

    private PolicyText(String text) {
        Matcher token = TOKEN.matcher(text);
        int end = 0;
        while (token.find() && token.start() == end) {
            end = token.end();
            if (token.group(1) != null) {
                words.add("\"" + token.group(1).replaceAll("\\\\(.)", "$1"));
            } else if (token.group(2) != null || token.group(3) != null) {
                words.add(token.group());
            }
        }
        if (end < text.length()) {
            throw refuse("illegal character at offset " + end);
        }
    }

    static List<AclPolicy.PathRule> parse(String text) {
        var reader = new PolicyText(text);
        List<AclPolicy.PathRule> rules = new ArrayList<>();
        while (reader.at < reader.words.size()) {
            rules.add(reader.rule());
        }
        return rules;
    }

    private AclPolicy.PathRule rule() {
        expect("path");
        String path = string();
        Set<String> capabilities = Set.of();
        Set<String> required = Set.of();
        expect("{");
        while (!peek().equals("}")) {
            String name = next();
            expect("=");
            Set<String> values = list();
            switch (name) {
                case "capabilities" -> capabilities = values;
                case "required_parameters" -> required = values;
                default -> throw refuse("path \"" + path + "\": invalid key \"" + name + "\"");
            }
        }
        expect("}");
        for (String capability : capabilities) {
            if (!CAPABILITIES.contains(capability)) {
                throw refuse("path \"" + path + "\": invalid capability \"" + capability + "\"");
            }
        }
        return new AclPolicy.PathRule(path, capabilities, required);
    }

    private Set<String> list() {
        Set<String> values = new HashSet<>();
        expect("[");
        while (!peek().equals("]")) {
            values.add(string());
            if (peek().equals(",")) {
                at++;
            }
        }
        expect("]");
        return values;
    }

    private String string() {
        String word = next();
        if (!word.startsWith("\"")) {
            throw refuse("a quoted string expected, got " + word);
        }
        return word.substring(1);
    }

    private void expect(String wanted) {
        String word = next();
        if (!word.equals(wanted)) {
            throw refuse(wanted + " expected, got " + word);
        }
    }

    private String peek() {
        if (at >= words.size()) {
            throw refuse("unexpected end");
        }
        return words.get(at);
    }

    private String next() {
        String word = peek();
        at++;
        return word;
    }

    private static Refusal refuse(String text) {
        return Refusal.of(400, "failed to parse policy: " + text);
    }
}
