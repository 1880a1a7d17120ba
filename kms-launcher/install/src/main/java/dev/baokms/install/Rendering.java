package dev.baokms.install;

import dev.baokms.configuration.Settings;
import dev.baokms.kubernetes.EncryptedResources;
import dev.baokms.kubernetes.MigrationWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The files for the API server and the node of one distribution; each states its place. */
final class Rendering {
    /**
     * @param name the name of the file
     * @param place a sentence that says where to put it
     */
    record Piece(String name, String place, String content) {
        /** Returns the piece as a file that begins with its place. */
        String text() {
            return "# " + name + ": " + place + "\n" + content;
        }
    }

    private final Distribution distribution;
    private final Settings settings;
    private final EncryptedResources resources;
    private final String kubernetesVersion;

    /**
     * @param kubernetesVersion for a file that has such a field; a comment replaces the field if the version is not
     *     known
     */
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
                .orElse(InstallTexts.NO_KUBERNETES_VERSION);
    }

    List<Piece> withUnit() {
        var pieces = new ArrayList<>(apiServer());
        String where = distribution == Distribution.kind
                ? InstallTexts.UNIT_FOR_KIND
                : InstallTexts.placeOfUnit(Installation.UNIT);
        pieces.addFirst(new Piece(
                Installation.SOCKET_UNIT,
                distribution == Distribution.kind
                        ? InstallTexts.SOCKET_UNIT_FOR_KIND
                        : InstallTexts.placeOfSocketUnit(Installation.SOCKET_UNIT),
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
                InstallTexts.placeOfManifest(distribution.manifests() + Installation.MANIFEST),
                manifest));
        return pieces;
    }

    private List<Piece> apiServer() {
        return List.of(
                new Piece(
                        "encryption-config-readers.yaml",
                        InstallTexts.placeOfReaders(distribution.encryptionConfig()) + distribution.present(),
                        Installation.encryption(settings, resources).readers()),
                new Piece(
                        "encryption-config.yaml",
                        InstallTexts.PLACE_OF_WRITERS + distribution.present(),
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
                InstallTexts.PLACE_OF_MIGRATION,
                MigrationWriter.of(resources, Installation.MIGRATION));
    }

    private Piece talos(String manifest) {
        String pod = manifest.lines()
                .map(line -> line.startsWith("apiVersion:") ? "    - " + line : "      " + line)
                .reduce((above, line) -> above + "\n" + line)
                .orElseThrow();
        return new Piece(
                distribution.settingsName(),
                InstallTexts.inTwoSteps(distribution.settingsPlace()) + distribution.present(),
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
