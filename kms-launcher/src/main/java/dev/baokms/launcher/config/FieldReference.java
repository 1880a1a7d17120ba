package dev.baokms.launcher.config;

import java.util.List;

/**
 * What the manual says of one field.
 *
 * @param path dotted
 * @param kind what its text must be
 * @param presence whether it must be there, or what holds when it is not
 */
public record FieldReference(String path, String kind, String presence, String meaning) {
    /** Every field, in the order of the reference. */
    public static List<FieldReference> all() {
        return Fields.ALL.stream().map(FieldReference::of).toList();
    }

    private static FieldReference of(Field<?> field) {
        String presence = field.required()
                ? "required" + field.conditionText()
                : field.fallback()
                        .map(text -> text.isEmpty() ? "empty by default" : "default " + text)
                        .orElse("optional");
        String variable = field.environment().map(name -> ", also from " + name).orElse("");
        return new FieldReference(field.path(), field.kind().name(), presence + variable, field.meaning());
    }
}
