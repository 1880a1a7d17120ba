package dev.baokms.configuration;

import dev.baokms.core.settings.Setting;
import java.util.List;
import java.util.Optional;

/**
 * The manual's entry for one field.
 *
 * @param path dotted
 * @param kind the form that its text must have
 * @param presence whether it is required, or what applies without it
 */
public record FieldReference(String path, String kind, String presence, String meaning) {
    /** Every field, in the order of the reference. */
    public static List<FieldReference> all() {
        return ConfigFields.ALL.stream().map(FieldReference::of).toList();
    }

    private static FieldReference of(Setting<?> field) {
        String presence = field.required()
                ? ConfigurationTexts.REQUIRED + field.conditionText()
                : field.fallback()
                        .map(text -> text.isEmpty()
                                ? ConfigurationTexts.EMPTY_BY_DEFAULT
                                : ConfigurationTexts.byDefault(text))
                        .orElse(ConfigurationTexts.OPTIONAL);
        String variable = Optional.ofNullable(ConfigFields.ENVIRONMENT.get(field.name()))
                .map(ConfigurationTexts::alsoFrom)
                .orElse("");
        return new FieldReference(field.name(), field.type().name(), presence + variable, field.meaning());
    }
}
