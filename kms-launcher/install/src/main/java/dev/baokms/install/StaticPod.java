package dev.baokms.install;

import dev.baokms.telemetry.ListenAddress;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The manifest of the pod that the kubelet runs without an API server. */
final class StaticPod {
    /** An image given by digest: a tag can be moved to other content, and this image reads every Secret. */
    static final class Image implements ITypeConverter<String> {
        private static final Pattern PINNED = Pattern.compile("[a-z0-9][A-Za-z0-9._:/-]*@sha256:[0-9a-f]{64}");

        @Override
        public String convert(String text) {
            if (!PINNED.matcher(text).matches()) {
                throw new TypeConversionException(InstallTexts.IMAGE_NOT_PINNED);
            }
            return text;
        }
    }

    private StaticPod() {}

    private static final int DAEMON = 65532;
    // The user of kube-apiserver on Talos, where it runs without root.
    private static final int TALOS_API_SERVER = 65534;
    private static final Path TALOS = Path.of("/var/lib/openbao-kms");

    /**
     * @param gid the socket's group; the API server must be in it, or be root
     * @param healthAddress empty if the health pages are turned off
     * @return empty if the probes have no port to ask, because the kubelet dials only ports
     */
    static Optional<String> manifest(String image, int gid, Optional<ListenAddress> healthAddress) {
        return manifest(
                image,
                gid,
                healthAddress,
                Map.of(
                        "user", String.valueOf(DAEMON),
                        "nonRoot", "true",
                        "configPath", Values.CONFIG_DIRECTORY.toString(),
                        "runPath", Values.RUN_DIRECTORY.toString(),
                        "statePath", Values.STATE_DIRECTORY.toString(),
                        "pathType", "Directory"));
    }

    /**
     * On Talos only the kubelet can make directories, and it makes them for root. Therefore the daemon runs there as
     * root, without any capability, and gives the socket to the API server's group.
     */
    static Optional<String> onTalos(String image, Optional<ListenAddress> healthAddress) {
        return manifest(
                image,
                TALOS_API_SERVER,
                healthAddress,
                Map.of(
                        "user",
                        "0",
                        "nonRoot",
                        "false",
                        "configPath",
                        TALOS.resolve("etc").toString(),
                        "runPath",
                        TALOS.resolve("run").toString(),
                        "statePath",
                        TALOS.resolve("state").toString(),
                        "pathType",
                        "DirectoryOrCreate"));
    }

    private static Optional<String> manifest(
            String image, int gid, Optional<ListenAddress> healthAddress, Map<String, String> node) {
        if (!(healthAddress.orElse(null) instanceof ListenAddress.Tcp(String host, int port)) || port == 0) {
            return Optional.empty();
        }
        var places = new HashMap<>(node);
        places.put("image", image);
        places.put("socketGid", String.valueOf(gid));
        places.put("healthHost", reachable(host));
        places.put("healthPort", String.valueOf(port));
        return Optional.of(Template.filled(Installation.MANIFEST, places));
    }

    /** Replaces the wildcard address with the loopback, because probes need an address to dial. */
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
