package dev.baokms.operator.rotate;

import dev.baokms.core.stored.Coverage;
import dev.baokms.core.stored.Coverage.Duty;
import dev.baokms.host.ToldException;
import dev.baokms.kubernetes.EncryptedResources.GroupResource;
import dev.baokms.operator.rotate.KubernetesApi.Question;
import dev.baokms.operator.rotate.KubernetesApi.Reply;
import dev.baokms.telemetry.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Finds where the API server serves the resources that a migration writes again. */
final class ResourceFinder {
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    private static final List<String> NEEDED = List.of("list", "patch");

    private final PatientApi api;
    private final PatientApi hasty;
    private final Consumer<String> told;

    /**
     * Creates a finder.
     *
     * @param hasty asks only once; used for groups that only a wildcard covers, because their server may be away
     */
    ResourceFinder(PatientApi api, PatientApi hasty, Consumer<String> told) {
        this.api = api;
        this.hasty = hasty;
        this.told = told;
    }

    /**
     * Finds the named resources.
     *
     * @throws IOException in words for an operator, when one of them is not served
     */
    List<FoundResource> named(List<GroupResource> names) throws IOException, InterruptedException {
        var found = new ArrayList<FoundResource>();
        for (GroupResource name : names) {
            String version =
                    preferred(name.group()).orElseThrow(() -> new ToldException(ClusterTexts.noGroup(name.group())));
            if (!served(api, name.group(), version).contains(name.resource())) {
                throw new ToldException(ClusterTexts.noResource(new FoundResource(name, version).name()));
            }
            found.add(new FoundResource(name, version));
        }
        return found;
    }

    /**
     * Finds every served resource that this provider is to encrypt, including those under wildcards. Reports and leaves
     * out a group that does not answer; the inventory will show what remains of it.
     *
     * @throws IOException in words for an operator, when the API server does not list what it serves
     */
    List<FoundResource> covered(Coverage coverage) throws IOException, InterruptedException {
        Map<String, String> groups = new LinkedHashMap<>();
        groups.put("", "v1");
        for (Map<?, ?> group : maps(tree(api, "/apis"), "groups")) {
            text(group, "preferredVersion", "version").ifPresent(v -> groups.put(String.valueOf(group.get("name")), v));
        }
        Set<String> named = coverage.named().stream()
                .map(name -> GroupResource.of(name).group())
                .collect(Collectors.toSet());
        for (String group : named) {
            // A server without an aggregation layer does not list the groups of custom resources, but serves them.
            if (!groups.containsKey(group)) {
                preferred(group).ifPresent(version -> groups.put(group, version));
            }
        }
        var found = new ArrayList<FoundResource>();
        for (Map.Entry<String, String> group : groups.entrySet()) {
            String name = group.getKey();
            List<String> resources = List.of();
            if (name.isEmpty() || named.contains(name)) {
                resources = served(api, name, group.getValue());
            } else if (coverage.dutyOf("any." + name) == Duty.OURS) {
                resources = servedOrNone(name, group.getValue());
            }
            for (String resource : resources) {
                var one = new FoundResource(new GroupResource(name, resource), group.getValue());
                if (coverage.dutyOf(one.name()) == Duty.OURS) {
                    found.add(one);
                }
            }
        }
        return found;
    }

    private List<String> servedOrNone(String group, String version) throws InterruptedException {
        try {
            return served(hasty, group, version);
        } catch (IOException e) {
            told.accept(ClusterTexts.groupLeftOut(group, PatientApi.words(e)));
            return List.of();
        }
    }

    /** Returns the version of a group to use; empty when the group is not served. */
    Optional<String> preferred(String group) throws IOException, InterruptedException {
        if (group.isEmpty()) {
            return Optional.of("v1");
        }
        return text(tree(api, "/apis/" + group), "preferredVersion", "version");
    }

    /** Returns the resources of a group that can be listed and patched. */
    private static List<String> served(PatientApi api, String group, String version)
            throws IOException, InterruptedException {
        var served = new ArrayList<String>();
        String path = group.isEmpty() ? "/api/" + version : "/apis/" + group + "/" + version;
        for (Map<?, ?> resource : maps(tree(api, path), "resources")) {
            String name = String.valueOf(resource.get("name"));
            if (!name.contains("/") && resource.get("verbs") instanceof List<?> verbs && verbs.containsAll(NEEDED)) {
                served.add(name);
            }
        }
        return served;
    }

    /** Returns the JSON at a path; no members when the path does not exist. */
    private static Map<?, ?> tree(PatientApi api, String path) throws IOException, InterruptedException {
        Reply reply = api.ask(Question.get(path));
        if (reply.status() == NOT_FOUND) {
            return Map.of();
        }
        if (reply.status() != OK) {
            throw new ToldException(PatientApi.refusal(reply.status(), ClusterTexts.getOn(path)));
        }
        return Json.tree(reply.body()) instanceof Map<?, ?> members ? members : Map.of();
    }

    private static List<Map<?, ?>> maps(Map<?, ?> members, String name) {
        var maps = new ArrayList<Map<?, ?>>();
        if (members.get(name) instanceof List<?> list) {
            list.forEach(one -> {
                if (one instanceof Map<?, ?> map) {
                    maps.add(map);
                }
            });
        }
        return maps;
    }

    private static Optional<String> text(Map<?, ?> members, String name, String inner) {
        return members.get(name) instanceof Map<?, ?> map
                ? Optional.ofNullable(map.get(inner)).map(Object::toString)
                : Optional.empty();
    }
}
