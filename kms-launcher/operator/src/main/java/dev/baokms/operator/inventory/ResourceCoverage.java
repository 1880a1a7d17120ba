package dev.baokms.operator.inventory;

import dev.baokms.core.stored.Coverage;
import dev.baokms.kubernetes.EncryptionConfig;
import dev.baokms.kubernetes.EncryptionConfig.Group;
import dev.baokms.kubernetes.EncryptionConfig.Transformer.KmsTransformer;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Says who writes which resource, by the rules of kube-apiserver: an entry for the resource comes first, then
 * {@code *.group}, then {@code *.*}. Of two lists with the same entry, the first counts.
 */
public final class ResourceCoverage implements Coverage {
    private static final String EVERYTHING = "*.*";

    /**
     * The resources of the core group, which carry no group. Any other resource without a group is a built-in with an
     * unknown group.
     */
    private static final Set<String> CORE = Set.of(
            "configmaps",
            "endpoints",
            "events",
            "limitranges",
            "namespaces",
            "nodes",
            "persistentvolumeclaims",
            "persistentvolumes",
            "pods",
            "podtemplates",
            "replicationcontrollers",
            "resourcequotas",
            "secrets",
            "serviceaccounts",
            "services");

    private final Map<String, Duty> duties = new HashMap<>();

    public ResourceCoverage(EncryptionConfig config, String providerName) {
        for (Group group : config.groups()) {
            boolean ours = !group.providers().isEmpty()
                    && group.providers().getFirst() instanceof KmsTransformer kms
                    && kms.apiVersion().equals("v2")
                    && kms.name().equals(providerName);
            group.resources().forEach(name -> duties.putIfAbsent(name, ours ? Duty.OURS : Duty.NOT_OURS));
        }
    }

    @Override
    public Duty dutyOf(String resource) {
        int dot = resource.indexOf('.');
        if (duties.containsKey(resource)) {
            return duty(resource);
        }
        if (dot < 0 && !CORE.contains(resource)) {
            return ofUnknownGroup(resource);
        }
        String wildcard = "*." + resource.substring(dot + 1);
        return duty(dot < 0 ? "*." : wildcard);
    }

    private Duty duty(String name) {
        return duties.getOrDefault(name, duties.getOrDefault(EVERYTHING, Duty.NOT_OURS));
    }

    /**
     * Returns the duty of a resource with an unknown group. Any entry with this plural, and any wildcard, may apply.
     */
    private Duty ofUnknownGroup(String plural) {
        Set<Duty> possible = duties.keySet().stream()
                .filter(name -> name.startsWith("*.") || name.startsWith(plural + "."))
                .map(this::duty)
                .collect(Collectors.toCollection(LinkedHashSet::new));
        possible.add(duty(EVERYTHING));
        return possible.size() == 1 ? possible.iterator().next() : Duty.UNSURE;
    }

    @Override
    public Set<String> named() {
        return duties.entrySet().stream()
                .filter(entry -> entry.getValue() == Duty.OURS)
                .map(Map.Entry::getKey)
                .filter(name -> !name.startsWith("*."))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
