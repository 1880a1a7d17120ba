package dev.baokms.testkit.conformance;

import java.util.regex.Pattern;

/**
 * The names that kube-apiserver accepts as annotation keys: k8s.io/apimachinery validation.IsFullyQualifiedDomainName.
 * It is independent of the virtual API server's implementation, so that the two can be compared.
 */
final class DomainName {
    private static final int MAX_BYTES = 253;
    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

    private DomainName() {}

    static boolean isOne(String text) {
        String name = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
        String[] labels = name.split("\\.", -1);
        if (name.length() > MAX_BYTES || labels.length < 2) {
            return false;
        }
        for (String label : labels) {
            if (!LABEL.matcher(label).matches()) {
                return false;
            }
        }
        return true;
    }
}
