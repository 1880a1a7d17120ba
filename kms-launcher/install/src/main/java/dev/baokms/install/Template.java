package dev.baokms.install;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A file stored beside this class, with placeholders such as {@code {{image}}}. */
final class Template {
    private static final Pattern PLACE = Pattern.compile("\\{\\{([A-Za-z]+)}}");

    private Template() {}

    static String read(String name) {
        try (InputStream in = Template.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("this build has no " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("this build's " + name + " cannot be read", e);
        }
    }

    /** Fills every placeholder. A placeholder without a value is a bug: a partial manifest must never be written. */
    static String filled(String name, Map<String, String> values) {
        return PLACE.matcher(read(name))
                .replaceAll(place -> Matcher.quoteReplacement(Optional.ofNullable(values.get(place.group(1)))
                        .orElseThrow(() -> new IllegalStateException(name + " needs " + place.group(1)))));
    }
}
