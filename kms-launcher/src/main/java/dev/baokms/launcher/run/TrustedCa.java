package dev.baokms.launcher.run;

import dev.baokms.launcher.observe.Log;
import dev.baokms.launcher.observe.Metrics;
import dev.baokms.transit.OpenBaoTls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import okhttp3.OkHttpClient;

/** The CA bundle, read again when its content changes. What cannot be used is reported once and the former one stays. */
final class TrustedCa {
    private static final int MAX_BYTES = 1 << 20;
    private static final int WRITABLE_BY_OTHERS = 0022;

    private final Path file;
    private final OpenBaoTls tls;
    private final Metrics metrics;
    private byte[] seen;

    /** @throws IOException when the file is unsafe or cannot be read; {@link StartCheck} has asked before */
    TrustedCa(Path file, Optional<String> serverName, Metrics metrics) throws IOException {
        this.file = file;
        this.metrics = metrics;
        this.seen = read(file);
        this.tls = new OpenBaoTls(seen, serverName, List.of());
    }

    /** @throws IOException in words for an operator */
    static byte[] read(Path file) throws IOException {
        byte[] content;
        int mode;
        try (var in = Files.newInputStream(file)) {
            mode = (int) Files.getAttribute(file, "unix:mode");
            content = in.readNBytes(MAX_BYTES + 1);
        } catch (IOException e) {
            throw new IOException(file + ": the CA bundle cannot be read; create it or correct openbao.caCertFile", e);
        }
        if ((mode & WRITABLE_BY_OTHERS) != 0) {
            throw new IOException(file + ": the CA bundle can be written by group or others; run chmod go-w " + file);
        }
        if (content.length > MAX_BYTES) {
            throw new IOException(
                    file + ": the CA bundle is larger than " + MAX_BYTES + " bytes; put only CA certificates there");
        }
        return content;
    }

    OkHttpClient client() {
        return tls.client();
    }

    /** Called before each probe, so a replaced bundle is in use one probe interval later without a lost call. */
    void refresh() {
        byte[] content;
        try {
            content = read(file);
        } catch (IOException e) {
            content = new byte[0];
        }
        if (MessageDigest.isEqual(content, seen)) {
            return;
        }
        seen = content;
        try {
            tls.trust(content);
            metrics.count("openbao_kms_file_reloads", "file", "ca", "status", "ok");
            Log.info("CA bundle replaced").write();
        } catch (IllegalArgumentException e) {
            metrics.count("openbao_kms_file_reloads", "file", "ca", "status", "failed");
            Log.warn("CA bundle cannot be used; the former one stays in use")
                    .with("path", file.toString())
                    .write();
        }
    }
}
