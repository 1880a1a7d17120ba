package dev.baokms.core.key;

import dev.baokms.core.settings.InvalidSettings;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The operator's labels, equal on every node of a cluster, from which key_ids and associated data are derived. URL,
 * mount path and key name are deliberately not part of it, so that the key's server can move.
 *
 * @param providerName equal to the provider's name in EncryptionConfiguration
 * @param clusterId which cluster
 * @param instanceId which server, a label and not a URL
 * @param namespace the server's namespace, relative, without a leading slash
 * @param transitMountId which Transit mount, a label and never the mount accessor
 * @param keyLineageId random, made once for each created key
 */
public record KeyScope(
        String providerName,
        String clusterId,
        String instanceId,
        Optional<String> namespace,
        String transitMountId,
        String keyLineageId) {

    /** @throws InvalidSettings naming parts and the rules they break */
    public KeyScope {
        new InvalidSettings.Collector()
                .refuse("providerName", labelProblem(providerName))
                .refuse("clusterId", labelProblem(clusterId))
                .refuse("instanceId", labelProblem(instanceId))
                .refuse("namespace", namespace.flatMap(KeyScope::namespaceProblem))
                .refuse("transitMountId", labelProblem(transitMountId))
                .refuse("keyLineageId", labelProblem(keyLineageId))
                .done();
    }

    /** The rule a label breaks, if any. */
    public static Optional<String> labelProblem(String label) {
        if (label.isEmpty()) {
            return Optional.of("must not be empty");
        }
        if (isSpace(label.codePointAt(0)) || isSpace(label.codePointBefore(label.length()))) {
            return Optional.of("must not begin or end with white space");
        }
        // The format forbids NUL, CR, LF and TAB. The other C0 controls are refused too, because JSON writers escape
        // them differently.
        if (label.chars().anyMatch(c -> c < 0x20)) {
            return Optional.of("must not contain control characters");
        }
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(label)) {
            return Optional.of("must be well-formed Unicode");
        }
        return Optional.empty();
    }

    /** The rule a namespace breaks, if any. */
    public static Optional<String> namespaceProblem(String namespace) {
        Optional<String> asLabel = labelProblem(namespace);
        if (asLabel.isPresent()) {
            return asLabel;
        }
        if (namespace.contains("%")) {
            return Optional.of("must not contain %");
        }
        for (String segment : namespace.split("/", -1)) {
            if (List.of("", ".", "..").contains(segment)) {
                return Optional.of("must be relative, without empty, . or .. segments");
            }
        }
        return Optional.empty();
    }

    /**
     * A label escaped for a JSON string of these formats: as Go's encoding/json does with HTML escaping on, because a
     * Go program wrote them first.
     */
    public static String jsonEscaped(String text) {
        var out = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"', '\\' -> out.append('\\').append(c);
                case '<', '>', '&', '\u2028', '\u2029' -> out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
                default -> out.append(c);
            }
        }
        return out.toString();
    }

    private static boolean isSpace(int codePoint) {
        return Character.isWhitespace(codePoint) || Character.isSpaceChar(codePoint) || codePoint == 0x85;
    }
}
