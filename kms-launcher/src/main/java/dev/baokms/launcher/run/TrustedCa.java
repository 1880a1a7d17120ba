package dev.baokms.launcher.run;

import dev.baokms.launcher.observe.Log;
import dev.baokms.launcher.observe.Metrics;
import dev.baokms.transit.OpenBaoTls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import okhttp3.OkHttpClient;

/** A CA bundle, read again when its content changes. What cannot be used is reported once and the former one stays. */
final class TrustedCa {
    private static final int MAX_BYTES = 1 << 20;
    static final int WRITABLE_BY_OTHERS = 0022;

    /** Which bundle it is: its name in metrics and log lines, and the field of the configuration that names its file. */
    enum Use {
        OPENBAO("ca", "openbao.caCertFile"),
        OAUTH2("oauth2_ca", "auth.jwt.oauth2.caCertFile");

        private final String label;
        private final String field;

        Use(String label, String field) {
            this.label = label;
            this.field = field;
        }
    }

    private final Use use;
    private final Path file;
    private final OpenBaoTls tls;
    private final Metrics metrics;
    private byte[] seen;

    /**
     * @param serverName the name certificates must be for, instead of the address's host
     * @param identity who we are on these connections, or none
     * @throws UncheckedIOException when the file is unsafe or cannot be read; {@link StartCheck} has asked before
     */
    TrustedCa(Use use, Path file, Optional<String> serverName, List<KeyManager> identity, Metrics metrics) {
        this.use = use;
        this.file = file;
        this.metrics = metrics;
        try {
            this.seen = read(use, file);
        } catch (IOException e) {
            throw new UncheckedIOException("the CA bundle was readable a moment ago", e);
        }
        this.tls = new OpenBaoTls(seen, serverName, identity);
    }

    /** @throws IOException in words for an operator */
    static byte[] read(Use use, Path file) throws IOException {
        byte[] content;
        int mode;
        try (var in = Files.newInputStream(file)) {
            mode = (int) Files.getAttribute(file, "unix:mode");
            content = in.readNBytes(MAX_BYTES + 1);
        } catch (IOException e) {
            throw new IOException(file + ": the CA bundle cannot be read; create it or correct " + use.field, e);
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

    /** True when another bundle is in use from now on. */
    boolean refresh() {
        byte[] content;
        try {
            content = read(use, file);
        } catch (IOException e) {
            content = new byte[0];
        }
        if (MessageDigest.isEqual(content, seen)) {
            return false;
        }
        seen = content;
        try {
            tls.trust(content);
            metrics.count(WatchedFile.RELOADS, "file", use.label, "status", "ok");
            Log.info("CA bundle replaced").with("file", use.label).write();
            return true;
        } catch (IllegalArgumentException e) {
            metrics.count(WatchedFile.RELOADS, "file", use.label, "status", "failed");
            Log.warn("CA bundle cannot be used; the former one stays in use")
                    .with("file", use.label)
                    .with("path", file.toString())
                    .write();
            return false;
        }
    }
}
