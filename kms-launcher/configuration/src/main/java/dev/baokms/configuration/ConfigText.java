package dev.baokms.configuration;

import dev.baokms.core.settings.Setting;
import dev.baokms.core.settings.SettingType;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Writes a configuration as the text of a file: every value that is not a default, in the order of the reference. */
public final class ConfigText {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z/][A-Za-z0-9_./@-]*(:[A-Za-z0-9_./@-]+)*");
    private static final Set<String> OTHER_TYPES = Set.of("true", "false", "null", "yes", "no", "on", "off", "y", "n");

    private ConfigText() {}

    /** Returns a text that reads back to the same values. */
    public static String of(Config config) {
        var text = new StringBuilder();
        List<String> open = List.of();
        for (Setting<?> field : ConfigFields.ALL) {
            Config.Resolved value = config.sources().get(field.name());
            if (value == null || value.source().equals("default")) {
                continue;
            }
            List<String> steps = List.of(field.name().split("\\."));
            for (int depth = 0; depth < steps.size() - 1; depth++) {
                List<String> section = steps.subList(0, depth + 1);
                if (open.size() <= depth || !open.subList(0, depth + 1).equals(section)) {
                    text.append("  ".repeat(depth)).append(steps.get(depth)).append(":\n");
                }
            }
            open = steps.subList(0, steps.size() - 1);
            text.append("  ".repeat(open.size())).append(steps.getLast()).append(": ");
            text.append(valueOf(field, value.texts())).append('\n');
        }
        return text.toString();
    }

    private static String valueOf(Setting<?> field, List<String> texts) {
        boolean quotable = field.type().scalar() == SettingType.Scalar.STRING;
        String items =
                texts.stream().map(text -> quotable ? scalar(text) : text).collect(Collectors.joining(", "));
        return field.type().isList() ? "[" + items + "]" : items;
    }

    /** Returns a text that every YAML reader takes for exactly this string. */
    public static String scalar(String text) {
        if (PLAIN.matcher(text).matches() && !OTHER_TYPES.contains(text.toLowerCase(Locale.ROOT))) {
            return text;
        }
        // YAML's double quotes accept JSON's escapes.
        var quoted = new StringBuilder("\"");
        text.codePoints().forEach(c -> {
            switch (c) {
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                default -> {
                    if (!printable(c)) {
                        quoted.append(String.format(Locale.ROOT, "\\u%04x", c));
                    } else {
                        quoted.appendCodePoint(c);
                    }
                }
            }
        });
        return quoted.append('"').toString();
    }

    /** Whether YAML accepts the character without an escape. YAML's exotic line breaks are excluded. */
    private static boolean printable(int c) {
        return c >= 0x20
                && (c < 0x7f || c > 0x9f)
                && c != 0x2028
                && c != 0x2029
                && c != 0xfeff
                && (c & 0xfffe) != 0xfffe;
    }
}
