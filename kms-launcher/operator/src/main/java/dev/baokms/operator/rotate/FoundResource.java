package dev.baokms.operator.rotate;

import dev.baokms.kubernetes.EncryptedResources.GroupResource;
import dev.baokms.operator.rotate.ObjectPage.ListedObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * A resource and where it is served.
 *
 * @param version of its group, the one that the API server prefers
 */
record FoundResource(GroupResource resource, String version) {
    /** As an EncryptionConfiguration has it. */
    String name() {
        return resource.group().isEmpty() ? resource.resource() : resource.resource() + "." + resource.group();
    }

    /** As the journal has it: {@code secrets@v1}. */
    String code() {
        return name() + "@" + version;
    }

    static FoundResource parse(String code) {
        int at = code.lastIndexOf('@');
        return new FoundResource(GroupResource.of(code.substring(0, at)), code.substring(at + 1));
    }

    private String base() {
        return resource.group().isEmpty() ? "/api/" + version : "/apis/" + resource.group() + "/" + version;
    }

    /** Of all objects, in all namespaces. */
    String listPath() {
        return base() + "/" + resource.resource();
    }

    /** Of one. Kubernetes keeps {@code /} and {@code %} out of names, and not what else a path may not hold. */
    String path(ListedObject item) {
        String namespace = item.namespace().isEmpty() ? "" : "/namespaces/" + item.namespace();
        return base() + namespace + "/" + resource.resource() + "/"
                + URLEncoder.encode(item.name(), StandardCharsets.UTF_8).replace("+", "%20");
    }
}
