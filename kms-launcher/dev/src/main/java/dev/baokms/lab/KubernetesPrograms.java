package dev.baokms.lab;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * kube-apiserver, kube-controller-manager and kubectl as the Kubernetes project released them, built once from their Go
 * modules and kept in the cache.
 */
final class KubernetesPrograms {
    /** The smallest program comes first, so that a problem with Go or the network shows after a minute. */
    static final List<String> NAMES = List.of("kubectl", "kube-apiserver", "kube-controller-manager");

    private static final String MADE_OF = "made-of";

    private final KubernetesRelease release;
    private final Path module;
    private final Path folder;

    /** @param cache the lab's cache; each release has a folder in it */
    KubernetesPrograms(KubernetesRelease release, Path module, Path cache) {
        this.release = release;
        this.module = module;
        this.folder = cache.resolve(release.version());
    }

    static Path cache(Map<String, String> environment) {
        return Xdg.folder(environment, "XDG_CACHE_HOME", ".cache").resolve("lab");
    }

    Path folder() {
        return folder;
    }

    /** Whether the programs exist and were built from exactly the modules that the checkout names. */
    boolean areBuilt() throws IOException {
        Path made = folder.resolve(MADE_OF);
        return Files.exists(made)
                && Files.readString(made).equals(fingerprint())
                && NAMES.stream().allMatch(name -> Files.isExecutable(folder.resolve(name)));
    }

    void build(Builder builder, Narrator narrator) throws IOException, InterruptedException {
        narrator.say(LabTexts.buildingKubernetes(release.version(), folder));
        narrator.say(LabTexts.BUILT_ONCE);
        Files.createDirectories(folder);
        for (String name : NAMES) {
            Path made = folder.resolve(name + ".new");
            builder.run(name, command(name, made), environment(), module, folder.resolve(name + ".log"), "packages");
            Files.move(made, folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
        }
        remember();
    }

    /** Records the modules that the programs were built from. */
    void remember() throws IOException {
        Files.writeString(folder.resolve(MADE_OF), fingerprint());
    }

    private List<String> command(String name, Path made) {
        String version = "v" + release.version();
        return List.of(
                "go",
                "build",
                // Prints a line for each package.
                "-v",
                "-buildvcs=false",
                "-trimpath",
                "-modfile=" + release.modules(),
                // Sets the version that the programs of a release build report.
                "-ldflags=-s -w -X k8s.io/component-base/version.gitVersion=" + version
                        + " -X k8s.io/client-go/pkg/version.gitVersion=" + version,
                "-o",
                made.toString(),
                "k8s.io/kubernetes/cmd/" + name);
    }

    private static Map<String, String> environment() {
        var out = new HashMap<String, String>();
        // Builds without a C compiler, and ignores any workspace around the checkout.
        out.put("CGO_ENABLED", "0");
        out.put("GOWORK", "off");
        return out;
    }

    private String fingerprint() throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(Files.readAllBytes(module.resolve(release.modules())));
            digest.update(Files.readAllBytes(module.resolve(release.modules().replace(".mod", ".sum"))));
            digest.update(String.join(" ", command("", Path.of(""))).getBytes(UTF_8));
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
