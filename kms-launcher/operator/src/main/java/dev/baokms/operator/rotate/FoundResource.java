package dev.baokms.operator.rotate;

import dev.baokms.kubernetes.EncryptedResources.GroupResource;
import dev.baokms.operator.rotate.ObjectPage.ListedObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * A resource and the version that serves it.
 *
 * @param version the version of its group that the API server prefers
 */
record FoundResource(GroupResource resource, String version) {
    /** Returns the name in the form of an EncryptionConfiguration. */
    String name() {
        return resource.group().isEmpty() ? resource.resource() : resource.resource() + "." + resource.group();
    }

    /** Returns the form for the journal: {@code secrets@v1}. */
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

    /** Returns the path of all objects, in all namespaces. */
    String listPath() {
        return base() + "/" + resource.resource();
    }

    /**
     * Returns the path of one object. Kubernetes keeps {@code /} and {@code %} out of names, but allows other
     * characters that a path must escape.
     */
    String path(ListedObject item) {
        String namespace = item.namespace().isEmpty() ? "" : "/namespaces/" + item.namespace();
        return base() + namespace + "/" + resource.resource() + "/"
                + URLEncoder.encode(item.name(), StandardCharsets.UTF_8).replace("+", "%20");
    }
}
