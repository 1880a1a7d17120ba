package dev.baokms.launcher.install;

import dev.baokms.launcher.config.Auth;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** {@code openbao-setup.sh}: what an operator with rights runs once against OpenBao. */
final class SetupScript {
    // Renewed at two thirds of its life; a stolen one dies within the hour, and after a day the node must prove itself
    // anew.
    private static final Duration TOKEN_TTL = Duration.ofHours(1);
    private static final Duration TOKEN_MAX_TTL = Duration.ofHours(24);

    private SetupScript() {}

    static String of(Values values, String policy) {
        var key = values.settings().key();
        return Template.filled(
                "openbao-setup.sh",
                Map.of(
                        "mount", quoted(key.mountPath()),
                        "key", quoted(key.name()),
                        "newKey", String.valueOf(values.newKey()),
                        "policy", quoted(policy),
                        "authMount", quoted(authMount(values.settings().auth())),
                        "namespace", quoted(key.scope().namespace().orElse("")),
                        "login", login(values.settings().auth(), policy)));
    }

    /** The CLI wants it without the prefix under which the API has it. */
    private static String authMount(Auth auth) {
        return switch (auth) {
            case Auth.Jwt jwt -> jwt.mountPath().substring("auth/".length());
            case Auth.Certificate certificate -> certificate.mountPath().substring("auth/".length());
        };
    }

    private static String login(Auth auth, String policy) {
        String ttl = String.valueOf(TOKEN_TTL.toSeconds());
        String maxTtl = String.valueOf(TOKEN_MAX_TTL.toSeconds());
        return switch (auth) {
            case Auth.Jwt jwt ->
                Template.filled(
                        "openbao-setup-jwt.sh",
                        Map.of(
                                "role", quoted(jwt.role()),
                                "boundAudiences", inDoubleQuotes(printed(jwt.audience())),
                                "boundSubject", inDoubleQuotes(jwt.subject().orElse("")),
                                "boundAudiencesList", quoted(String.join(",", jwt.audience())),
                                "boundSubjectText", quoted(jwt.subject().orElse("")),
                                "boundIssuer", quoted(jwt.issuer().orElse("")),
                                "tokenTtl", ttl,
                                "tokenMaxTtl", maxTtl));
            case Auth.Certificate certificate ->
                Template.filled(
                        "openbao-setup-cert.sh",
                        Map.of(
                                "role", quoted(certificate.name().orElse(policy)),
                                "tokenTtl", ttl,
                                "tokenMaxTtl", maxTtl));
        };
    }

    /** A list as the CLI prints one field. */
    private static String printed(List<String> texts) {
        return texts.isEmpty() ? "<nil>" : "[" + String.join(" ", texts) + "]";
    }

    /** One word for the shell, whatever is in it. */
    static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }

    private static String inDoubleQuotes(String text) {
        return text.replaceAll("([\\\\\"$`])", "\\\\$1");
    }
}
