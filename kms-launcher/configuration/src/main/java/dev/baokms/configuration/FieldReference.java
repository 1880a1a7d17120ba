package dev.baokms.configuration;

import dev.baokms.core.settings.Setting;
import java.util.List;
import java.util.Optional;

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
        return ConfigFields.ALL.stream().map(FieldReference::of).toList();
    }

    private static FieldReference of(Setting<?> field) {
        String presence = field.required()
                ? "required" + field.conditionText()
                : field.fallback()
                        .map(text -> text.isEmpty() ? "empty by default" : "default " + text)
                        .orElse("optional");
        String variable = Optional.ofNullable(ConfigFields.ENVIRONMENT.get(field.name()))
                .map(name -> ", also from " + name)
                .orElse("");
        return new FieldReference(field.name(), field.type().name(), presence + variable, field.meaning());
    }
}
