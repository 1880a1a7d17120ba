package dev.baokms.kubernetes;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What kube-apiserver takes as one list of resources, by the rules of its ValidateEncryptionConfiguration. */
final class ResourceNames {
    private static final Set<String> WITHOUT_API =
            Set.of("apiserveripinfo", "serviceipallocations", "servicenodeportallocations");

    private ResourceNames() {}

    /** @return what is wrong with a name of its own */
    static Optional<String> problem(String text) {
        Name name = Name.of(text);
        String rule = "";
        if (!text.toLowerCase(Locale.ROOT).equals(text)) {
            rule = "a resource has no capital letters; write it in small ones";
        } else if (text.equals("*")) {
            rule = "* alone is no resource; write '*.' for the core group or '*.*' for all";
        } else if (WITHOUT_API.contains(text)) {
            rule = "this resource has no REST API, so it cannot be encrypted; remove it";
        } else if (name.group.equals("events.k8s.io")) {
            rule = "the group events.k8s.io is stored as events; write events";
        } else if (name.group.equals("extensions")) {
            rule = "Kubernetes has no group extensions any more; remove it";
        } else if (name.group.equals("*") && !name.resource.equals("*")) {
            rule = "a resource of every group cannot be encrypted; name the group, or write '*.*'";
        }
        return Optional.of(rule).filter(found -> !found.isEmpty());
    }

    /** @return what is wrong with the names beside each other */
    static Optional<String> overlap(List<String> texts) {
        Map<String, Set<String>> byGroup = new HashMap<>();
        for (String text : texts) {
            Name name = Name.of(text);
            if (!byGroup.computeIfAbsent(name.group, group -> new HashSet<>()).add(name.resource)) {
                return Optional.of("a resource is listed twice; remove one");
            }
        }
        boolean everything = byGroup.getOrDefault("*", Set.of()).contains("*");
        return Optional.of("a resource is listed beside a wildcard that covers it; remove one")
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
