package dev.baokms.kubernetes;

import dev.baokms.kubernetes.EncryptedResources.GroupResource;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Writes the file that makes the API server store every object again, with the key that writes now. */
public final class MigrationWriter {
    private static final String HEAD = """
        # Needs Kubernetes 1.37 or later. For 1.35 and 1.36 write v1beta1, turn on the feature gate StorageVersionMigrator in API server and
        # controller manager, and give the API server --runtime-config=storagemigration.k8s.io/v1beta1=true.
        """;
    private static final String WILDCARDS = """
        # A migration names one resource. What else your wildcards cover is in the table of bao-kms-provider inventory; add one for each.
        """;

    private MigrationWriter() {}

    /** @param name of the resulting file */
    public static String of(EncryptedResources resources, String name) {
        List<GroupResource> named = resources.named();
        boolean all = named.size() == resources.names().size();
        String head = "# Once each time the API server writes with another key: kubectl create -f " + name + "\n" + HEAD
                + (all ? "" : WILDCARDS);
        return (named.isEmpty() ? List.of(new GroupResource("", "secrets")) : named)
                .stream().map(MigrationWriter::document).collect(Collectors.joining("---\n", head, ""));
    }

    private static String document(GroupResource resource) {
        return String.format(Locale.ROOT, """
            apiVersion: storagemigration.k8s.io/v1
            kind: StorageVersionMigration
            metadata:
              generateName: openbao-kms-%s-
            spec:
              resource:
                group: "%s"
                resource: %s
            """, resource.dashed(), resource.group(), resource.resource());
    }
}
