package dev.baokms.kubernetes;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Checks one list of resources by the rules of kube-apiserver's ValidateEncryptionConfiguration. */
final class ResourceNames {
    private static final Set<String> WITHOUT_API =
            Set.of("apiserveripinfo", "serviceipallocations", "servicenodeportallocations");

    private ResourceNames() {}

    /** @return what is wrong with a name alone */
    static Optional<String> problem(String text) {
        Name name = Name.of(text);
        String rule = "";
        if (!text.toLowerCase(Locale.ROOT).equals(text)) {
            rule = KubernetesTexts.CAPITAL_LETTERS;
        } else if (text.equals("*")) {
            rule = KubernetesTexts.STAR_ALONE;
        } else if (WITHOUT_API.contains(text)) {
            rule = KubernetesTexts.WITHOUT_API;
        } else if (name.group.equals("events.k8s.io")) {
            rule = KubernetesTexts.EVENTS_GROUP;
        } else if (name.group.equals("extensions")) {
            rule = KubernetesTexts.EXTENSIONS_GROUP;
        } else if (name.group.equals("*") && !name.resource.equals("*")) {
            rule = KubernetesTexts.RESOURCE_OF_EVERY_GROUP;
        }
        return Optional.of(rule).filter(found -> !found.isEmpty());
    }

    /** @return what is wrong with the names together */
    static Optional<String> overlap(List<String> texts) {
        Map<String, Set<String>> byGroup = new HashMap<>();
        for (String text : texts) {
            Name name = Name.of(text);
            if (!byGroup.computeIfAbsent(name.group, group -> new HashSet<>()).add(name.resource)) {
                return Optional.of(KubernetesTexts.LISTED_TWICE);
            }
        }
        boolean everything = byGroup.getOrDefault("*", Set.of()).contains("*");
        return Optional.of(KubernetesTexts.BESIDE_WILDCARD)
                .filter(rule -> (everything && texts.size() > 1)
                        || byGroup.values().stream().anyMatch(group -> group.contains("*") && group.size() > 1));
    }

    private record Name(String resource, String group) {
        static Name of(String text) {
            int dot = text.indexOf('.');
            return dot < 0 ? new Name(text, "") : new Name(text.substring(0, dot), text.substring(dot + 1));
        }
    }
}
