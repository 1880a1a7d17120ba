package dev.baokms.kubernetes;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The resources that an API server is to encrypt, as it names them: {@code secrets}, {@code widgets.example.com},
 * {@code *.} for the core group, {@code *.apps} for a group, {@code *.*} for everything.
 */
public final class EncryptedResources {
    private static final String EVENTS = "events";
    private static final String LEASES = "leases.coordination.k8s.io";

    private final List<String> names;

    private EncryptedResources(List<String> names) {
        this.names = List.copyOf(names);
    }

    /** @throws IllegalArgumentException with the rule of kube-apiserver that the names break */
    public static EncryptedResources of(List<String> names) {
        for (String name : names) {
            ResourceNames.problem(name).ifPresent(rule -> {
                throw new IllegalArgumentException(name + ": " + rule);
            });
        }
        ResourceNames.overlap(names).ifPresent(rule -> {
            throw new IllegalArgumentException(rule);
        });
        return new EncryptedResources(names);
    }

    /** Returns secrets alone. */
    public static EncryptedResources secrets() {
        return new EncryptedResources(List.of("secrets"));
    }

    List<String> names() {
        return names;
    }

    /**
     * Returns resources that a wildcard covers but that gain nothing from encryption: events, which are many and expire
     * after an hour, and the leases that every node renews every ten seconds. Neither holds a secret.
     */
    List<String> leftOut() {
        var left = new ArrayList<String>();
        if (names.contains("*.") || names.contains("*.*")) {
            left.add(EVENTS);
        }
        if (names.contains("*.coordination.k8s.io") || names.contains("*.*")) {
            left.add(LEASES);
        }
        return left;
    }

    /** The resources that a migration can name; empty when there are only wildcards. */
    public List<GroupResource> named() {
        return names.stream()
                .filter(name -> !name.startsWith("*"))
                .map(GroupResource::of)
                .toList();
    }

    /**
     * One resource.
     *
     * @param group empty for the core group
     */
    public record GroupResource(String group, String resource) {
        /** @param name as an EncryptionConfiguration writes it, such as {@code widgets.example.com} */
        public static GroupResource of(String name) {
            int dot = name.indexOf('.');
            return dot < 0
                    ? new GroupResource("", name)
                    : new GroupResource(name.substring(dot + 1), name.substring(0, dot));
        }

        /** The name as it appears in an object's name. */
        public String dashed() {
            return Optional.of(group)
                    .filter(some -> !some.isEmpty())
                    .map(some -> resource + "-" + some.replace('.', '-'))
                    .orElse(resource);
        }
    }
}
