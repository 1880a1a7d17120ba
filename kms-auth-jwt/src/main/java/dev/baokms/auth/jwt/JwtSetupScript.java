package dev.baokms.auth.jwt;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The part of the set-up script for a JWT login: the method, its role, and whose JWTs it accepts. */
final class JwtSetupScript {
    private static final String TEMPLATE = "openbao-setup-jwt.sh";
    private static final Pattern PLACE = Pattern.compile("\\{\\{([A-Za-z]+)}}");
    // The daemon renews a token at two thirds of its life; a stolen one ends within the hour, and after a day the node
    // must log in again.
    private static final Duration TOKEN_TTL = Duration.ofHours(1);
    private static final Duration TOKEN_MAX_TTL = Duration.ofHours(24);

    private JwtSetupScript() {}

    static String of(JwtLogin login) {
        String subject = login.expectedSubject().orElse("");
        return filled(Map.of(
                "role", quoted(login.role()),
                "boundAudiences", inDoubleQuotes(printed(login.expectedAudience())),
                "boundSubject", inDoubleQuotes(subject),
                "boundAudiencesList", quoted(String.join(",", login.expectedAudience())),
                "boundSubjectText", quoted(subject),
                "boundIssuer", quoted(login.expectedIssuer().orElse("")),
                "tokenTtl", String.valueOf(TOKEN_TTL.toSeconds()),
                "tokenMaxTtl", String.valueOf(TOKEN_MAX_TTL.toSeconds())));
    }

    /** A placeholder without a value is a bug of this class: half a script must never be written. */
    private static String filled(Map<String, String> values) {
        return PLACE.matcher(template())
                .replaceAll(place -> Matcher.quoteReplacement(Optional.ofNullable(values.get(place.group(1)))
                        .orElseThrow(() -> new IllegalStateException(TEMPLATE + " needs " + place.group(1)))));
    }

    private static String template() {
        try (InputStream in = JwtSetupScript.class.getResourceAsStream(TEMPLATE)) {
            if (in == null) {
                throw new IllegalStateException("this build has no " + TEMPLATE);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("this build's " + TEMPLATE + " cannot be read", e);
        }
    }

    /** A list as the CLI prints one field. */
    private static String printed(List<String> texts) {
        return texts.isEmpty() ? "<nil>" : "[" + String.join(" ", texts) + "]";
    }

    /** Quotes any text as one shell word. */
    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }

    private static String inDoubleQuotes(String text) {
        return text.replaceAll("([\\\\\"$`])", "\\\\$1");
    }
}
