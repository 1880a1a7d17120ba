package dev.baokms.launcher.install;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The manifest that the kubelet runs without asking an API server. */
final class StaticPod {
    /** A tag can be moved to other bytes; what reads every Secret is named by its content. */
    static final class Image implements ITypeConverter<String> {
        private static final Pattern PINNED = Pattern.compile("[a-z0-9][A-Za-z0-9._:/-]*@sha256:[0-9a-f]{64}");

        @Override
        public String convert(String text) {
            if (!PINNED.matcher(text).matches()) {
                throw new TypeConversionException("is not pinned, need NAME@sha256:DIGEST with 64 hexadecimal digits");
            }
            return text;
        }
    }

    private StaticPod() {}

    /**
     * @param gid the socket's group, which the API server must be in, or be root
     * @param healthAddress {@code host:port}; empty when the health pages are turned off
     * @return nothing when the probes would have nobody to ask
     */
    static Optional<String> manifest(String image, int gid, String healthAddress) {
        int colon = healthAddress.lastIndexOf(':');
        if (colon < 0 || healthAddress.endsWith(":0")) {
            return Optional.empty();
        }
        String host = healthAddress.substring(0, colon).replaceAll("[\\[\\]]", "");
        return Optional.of(Template.filled(
                Installation.MANIFEST,
                Map.of(
                        "image", image,
                        "socketGid", String.valueOf(gid),
                        "healthHost", reachable(host),
                        "healthPort", healthAddress.substring(colon + 1))));
    }

    /** A listener on every address is asked over the loopback. */
    private static String reachable(String host) {
        return switch (host) {
            case "0.0.0.0" -> "127.0.0.1";
            case "::" -> "\"::1\"";
            default -> host.contains(":") ? "\"" + host + "\"" : host;
        };
    }

    static InstalledFile file(String manifest) {
        return new InstalledFile(
                Installation.MANIFEST,
                "/etc/kubernetes/manifests/" + Installation.MANIFEST,
                "root:root",
                "0600",
                manifest);
    }
}
