package dev.baokms.lab;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The environment variables for a lab's commands, in the lab's own processes and in a person's shell. */
final class LabEnvironment {
    private LabEnvironment() {}

    /**
     * Returns the variables of a lab.
     *
     * @param programs the folder with Kubernetes' programs
     * @param provider the packaged folder
     * @param path the former value of {@code PATH}
     */
    static Map<String, String> of(LabFolder folder, LabPlan plan, Path programs, Path provider, String path)
            throws IOException {
        Map<String, String> out = new LinkedHashMap<>();
        out.put("LAB", folder.path().toString());
        out.put("PATH", programs + File.pathSeparator + provider.resolve("bin") + File.pathSeparator + path);
        out.put("KUBECONFIG", folder.kubeconfig().toString());
        // Keeps the cache out of the home directory.
        out.put("KUBECACHEDIR", folder.path().resolve("kubectl-cache").toString());
        out.put("ETCDCTL_API", "3");
        out.put("ETCDCTL_ENDPOINTS", plan.etcd());
        out.put("ETCDCTL_CACERT", folder.certificates().resolve("ca.crt").toString());
        out.put("ETCDCTL_CERT", folder.certificates().resolve("etcd-client.crt").toString());
        out.put("ETCDCTL_KEY", folder.certificates().resolve("etcd-client.key").toString());
        out.put("BAO_ADDR", plan.openbao());
        out.put("BAO_CACERT", LabOpenBao.authority(folder, plan.emulated()).toString());
        secret(out, "BAO_TOKEN", folder.openbao().resolve("root-token"));
        secret(out, "BAO_UNSEAL_KEY", folder.openbao().resolve("unseal-key"));
        for (int node : plan.numbers()) {
            out.put("METRICS_" + node, "http://" + plan.metricsAddress(node) + "/metrics");
            out.put("READY_" + node, "http://" + plan.healthAddress(node) + "/ready");
        }
        // Otherwise curl would send even these requests to a proxy.
        out.put("NO_PROXY", "127.0.0.1");
        out.put("no_proxy", "127.0.0.1");
        return out;
    }

    private static void secret(Map<String, String> out, String name, Path file) throws IOException {
        if (Files.exists(file)) {
            out.put(name, Files.readString(file).strip());
        }
    }

    /** Returns the variables as a script for a shell. */
    static String script(Map<String, String> environment) {
        var text = new StringBuilder(LabTexts.ENVIRONMENT);
        environment.forEach((name, value) -> text.append("export ")
                .append(name)
                .append("='")
                .append(value.replace("'", "'\\''"))
                .append("'\n"));
        return text.toString();
    }
}
