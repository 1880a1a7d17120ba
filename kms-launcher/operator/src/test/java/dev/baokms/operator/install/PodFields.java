package dev.baokms.operator.install;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Those fields of the published v1 Pod that our manifest uses, with their types; whatever else is in a manifest is a mistake. */
final class PodFields {
    private static final String CONTAINER = "spec.containers[].";
    private static final String PROBE = "httpGet.host string, httpGet.port integer, httpGet.path string,"
            + " initialDelaySeconds integer, periodSeconds integer, timeoutSeconds integer, failureThreshold integer";
    private static final Map<String, String> TYPES = new TreeMap<>();

    static {
        allow("", "apiVersion string, kind string");
        allow("metadata.", "name string, namespace string, labels.* string, annotations.* string");
        allow(
                "spec.",
                "hostNetwork boolean, priorityClassName string, automountServiceAccountToken boolean,"
                        + " enableServiceLinks boolean, terminationGracePeriodSeconds integer, restartPolicy string,"
                        + " dnsPolicy string");
        allow(
                "spec.securityContext.",
                "runAsNonRoot boolean, runAsUser integer, runAsGroup integer, supplementalGroups[] integer,"
                        + " seccompProfile.type string");
        allow(CONTAINER, "name string, image string, imagePullPolicy string, command[] string, args[] string");
        allow(
                CONTAINER + "securityContext.",
                "allowPrivilegeEscalation boolean, readOnlyRootFilesystem boolean, privileged boolean,"
                        + " capabilities.drop[] string");
        allow(CONTAINER + "resources.", "requests.* string, limits.* string");
        allow(CONTAINER + "env[].", "name string, value string");
        for (String probe : List.of("livenessProbe.", "readinessProbe.", "startupProbe.")) {
            allow(CONTAINER + probe, PROBE);
        }
        allow(CONTAINER + "volumeMounts[].", "name string, mountPath string, readOnly boolean");
        allow(
                "spec.volumes[].",
                "name string, hostPath.path string, hostPath.type string, emptyDir.medium string,"
                        + " emptyDir.sizeLimit string");
    }

    private PodFields() {}

    private static void allow(String prefix, String fields) {
        for (String field : fields.split(", *", -1)) {
            String[] words = field.split(" ", -1);
            TYPES.put(prefix + words[0], words[1]);
        }
    }

    static Object load(String yaml) {
        return new Load(LoadSettings.builder().setAllowDuplicateKeys(false).build()).loadFromString(yaml);
    }

    /** Everything in a manifest that is not a field of this list with a value of its type. */
    static List<String> complaintsAbout(Object manifest) {
        var complaints = new ArrayList<String>();
        visit("", manifest, complaints);
        return complaints;
    }

    private static void visit(String path, Object value, List<String> complaints) {
        switch (value) {
            case Map<?, ?> map ->
                map.forEach((name, below) -> visit(path.isEmpty() ? name + "" : path + "." + name, below, complaints));
            case List<?> list -> list.forEach(item -> visit(path + "[]", item, complaints));
            case null, default -> {
                String type = TYPES.getOrDefault(path, TYPES.getOrDefault(anyMember(path), "no field"));
                if (!type.equals(typeOf(value))) {
                    complaints.add(path + ": " + type + ", found " + typeOf(value));
                }
            }
        }
    }

    /** Labels and resources have names of their own, dots included. */
    private static String anyMember(String path) {
        return path.replaceFirst("\\.(labels|annotations|requests|limits)\\..*", ".$1.*");
    }

    private static String typeOf(Object value) {
        return switch (value) {
            case null -> "nothing";
            case String text -> "string";
            case Integer number -> "integer";
            case Boolean bool -> "boolean";
            default -> value.getClass().getSimpleName();
        };
    }
}
