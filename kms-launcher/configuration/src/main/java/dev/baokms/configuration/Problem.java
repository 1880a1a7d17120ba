package dev.baokms.configuration;

/**
 * One problem with the configuration.
 *
 * @param place {@code file:line:column}, or the name of the flag or environment variable
 * @param field dotted path of the field; empty for the file as a whole
 * @param text what is wrong and what is allowed
 */
public record Problem(String place, String field, String text) {
    @Override
    public String toString() {
        return place + ": " + (field.isEmpty() ? "" : field + ": ") + text;
    }
}
