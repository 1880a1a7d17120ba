package dev.baokms.install;

import dev.baokms.configuration.ConfigText;
import dev.baokms.configuration.Settings;
import dev.baokms.host.PathText;
import dev.baokms.kubernetes.EncryptedResources;
import dev.baokms.kubernetes.EncryptionConfigWriter;
import dev.baokms.kubernetes.MigrationWriter;
import dev.baokms.telemetry.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;

/** All files that a control plane node and its operator need, from one set of values. */
final class Installation {
    static final String UNIT = "bao-kms-provider.service";
    static final String SOCKET_UNIT = "bao-kms-provider.socket";
    static final String MANIFEST = "bao-kms-provider.yaml";
    static final String MIGRATION = "storage-version-migration.yaml";

    static EncryptionConfigWriter encryption(Settings settings, EncryptedResources resources) {
        return new EncryptionConfigWriter(
                ConfigText.scalar(settings.key().scope().providerName()),
                settings.server().socketPath(),
                resources);
    }

    private static final String READABLE_BY_DAEMON = "0640";
    private static final String PUBLIC = "0644";

    private Installation() {}

    /**
     * @param runner the files that run the daemon: the units or the manifest
     * @param version of this build
     */
    static List<InstalledFile> of(
            Values values,
            EncryptedResources resources,
            List<InstalledFile> runner,
            Model model,
            String policy,
            String version) {
        Settings settings = values.settings();
        String daemon = model == Model.SYSTEMD ? "root:openbao-kms" : "root:65532";
        var files = new ArrayList<InstalledFile>();
        files.add(new InstalledFile(
                "config.yaml",
                Values.CONFIG_DIRECTORY.resolve("config.yaml").toString(),
                daemon,
                READABLE_BY_DAEMON,
                values.configText()));
        files.add(InstalledFile.kept(
                "encryption-config-readers.yaml",
                "0600",
                encryption(settings, resources).readers()));
        files.add(InstalledFile.kept(
                "encryption-config.yaml",
                "0600",
                encryption(settings, resources).writers()));
        files.add(InstalledFile.kept(MIGRATION, PUBLIC, MigrationWriter.of(resources, MIGRATION)));
        files.add(InstalledFile.kept("openbao-policy.hcl", PUBLIC, OpenBaoPolicy.of(settings.key(), true)));
        files.add(InstalledFile.kept("openbao-setup.sh", "0755", SetupScript.of(values, policy)));
        files.addAll(runner);
        files.add(InstalledFile.kept("installation.json", PUBLIC, record(values, files, model, policy, version)));
        return files;
    }

    static List<InstalledFile> units(Settings settings) {
        return List.of(unit(UNIT, Template.read(UNIT)), unit(SOCKET_UNIT, socketUnit(settings)));
    }

    private static InstalledFile unit(String name, String content) {
        return new InstalledFile(name, "/etc/systemd/system/" + name, "root:root", PUBLIC, content);
    }

    /** Returns the packaged unit with the configured values in place of the usual ones. */
    static String socketUnit(Settings settings) {
        var server = settings.server();
        String mode = PosixFilePermissions.toString(server.socketMode()).startsWith("rw-rw") ? "0660" : "0600";
        String unit = Template.read(SOCKET_UNIT)
                .replaceFirst("(?m)^ListenStream=.*$", quoted("ListenStream=" + unitText(server.socketPath())))
                .replaceFirst("(?m)^SocketMode=.*$", "SocketMode=" + mode);
        return server.socketGroup()
                .map(group -> unit.replaceFirst("(?m)^SocketGroup=.*$", quoted("SocketGroup=" + group)))
                .orElse(unit);
    }

    private static String quoted(String replacement) {
        return Matcher.quoteReplacement(replacement);
    }

    /** Doubles percent signs, because each begins a specifier of systemd. */
    private static String unitText(Path path) {
        return PathText.of(path).replace("%", "%%");
    }

    /** Returns a record of the files, for a later comparison with a node. */
    private static String record(Values values, List<InstalledFile> files, Model model, String policy, String version) {
        var json = new LinkedHashMap<String, Object>();
        json.put("version", version);
        json.put("model", model.toString());
        json.put("fingerprint", values.settings().key().fingerprint());
        json.put("newKey", values.newKey());
        json.put("policy", policy);
        json.put("files", files.stream().map(Installation::entry).toList());
        return Json.of(json) + "\n";
    }

    private static Map<String, String> entry(InstalledFile file) {
        var json = new LinkedHashMap<String, String>();
        json.put("name", file.name());
        if (!file.destination().isEmpty()) {
            json.put("destination", file.destination());
            json.put("owner", file.owner());
        }
        json.put("mode", file.mode());
        json.put("sha256", sha256(file.content()));
        return json;
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
