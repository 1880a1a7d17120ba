package dev.baokms.install;

import dev.baokms.configuration.Settings;
import dev.baokms.kubernetes.EncryptedResources;
import dev.baokms.kubernetes.MigrationWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What one distribution's API server and node need, each piece saying where it goes. */
final class Rendering {
    /**
     * @param name of the file
     * @param place a sentence: where to put it
     */
    record Piece(String name, String place, String content) {
        /** As a file, which says itself where it belongs. */
        String text() {
            return "# " + name + ": " + place + "\n" + content;
        }
    }

    private final Distribution distribution;
    private final Settings settings;
    private final EncryptedResources resources;
    private final String kubernetesVersion;

    /** @param kubernetesVersion for a file that names one; a comment stands for it where it is not known */
    Rendering(
            Distribution distribution,
            Settings settings,
            EncryptedResources resources,
            Optional<String> kubernetesVersion) {
        this.distribution = distribution;
        this.settings = settings;
        this.resources = resources;
        this.kubernetesVersion = kubernetesVersion
                .map(version -> "kubernetesVersion: " + version)
                .orElse("# kubernetesVersion: what kubeadm version -o short prints; without it kubeadm asks the"
                        + " network");
    }

    List<Piece> withUnit() {
        var pieces = new ArrayList<>(apiServer());
        String where = distribution == Distribution.kind
                ? "run the daemon on the machine that runs kind, with this unit or by hand"
                : "put it at /etc/systemd/system/" + Installation.UNIT
                        + " of each control plane node, unless a package has brought it, and enable it before the API"
                        + " server is told";
        pieces.addFirst(new Piece(
                Installation.SOCKET_UNIT,
                distribution == Distribution.kind
                        ? "put it beside the unit"
                        : "put it at /etc/systemd/system/" + Installation.SOCKET_UNIT
                                + ", unless a package has brought it and the path of the socket is the usual one",
                Installation.socketUnit(settings)));
        pieces.addFirst(new Piece(Installation.UNIT, where, Template.read(Installation.UNIT)));
        return pieces;
    }

    List<Piece> withPod(String manifest) {
        if (distribution == Distribution.talos) {
            return List.of(talos(manifest), migration());
        }
        var pieces = new ArrayList<>(apiServer());
        pieces.addFirst(new Piece(
                Installation.MANIFEST,
                "put it at " + distribution.manifests() + Installation.MANIFEST
                        + " of each control plane node, mode 0600, once its directories and files are there",
                manifest));
        return pieces;
    }

    private List<Piece> apiServer() {
        return List.of(
                new Piece(
                        "encryption-config-readers.yaml",
                        "put it at " + distribution.encryptionConfig()
                                + ", mode 0600, on every node first, so that each can read what any will write"
                                + distribution.present(),
                        Installation.encryption(settings, resources).readers()),
                new Piece(
                        "encryption-config.yaml",
                        "then put this in the same place on every node, and write all objects once more"
                                + distribution.present(),
                        Installation.encryption(settings, resources).writers()),
                new Piece(
                        distribution.settingsName(),
                        distribution.settingsPlace(),
                        Template.filled(
                                "render-" + distribution + ".yaml",
                                Map.of("socketDirectory", socketDirectory(), "kubernetesVersion", kubernetesVersion))),
                migration());
    }

    private Piece migration() {
        return new Piece(
                Installation.MIGRATION,
                "give it to kubectl create -f when every API server writes with the key, and after each rotation",
                MigrationWriter.of(resources, Installation.MIGRATION));
    }

    private Piece talos(String manifest) {
        String pod = manifest.lines()
                .map(line -> line.startsWith("apiVersion:") ? "    - " + line : "      " + line)
                .reduce((above, line) -> above + "\n" + line)
                .orElseThrow();
        return new Piece(
                distribution.settingsName(),
                distribution.settingsPlace() + "; first as it is, then with kms in front of identity"
                        + distribution.present(),
                Template.filled(
                        "render-talos.yaml",
                        Map.of(
                                "pod", pod,
                                "socketDirectory", socketDirectory(),
                                "encryption",
                                        Installation.encryption(settings, resources)
                                                .readersBody()
                                                .indent(2)
                                                .stripTrailing())));
    }

    private String socketDirectory() {
        return settings.server().socketPath().resolveSibling("").toString();
    }
}
