package dev.baokms.launcher.run;

import dev.baokms.core.outcome.Failure;
import dev.baokms.launcher.observe.Log;
import dev.baokms.launcher.observe.Metrics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A file with a credential. Whoever logs in reads it anew anyway; what is done here is to tell, once, that another one took its
 * place and whether the next login can use it, while there is still a token to serve with.
 */
final class WatchedFile {
    static final String RELOADS = "openbao_kms_file_reloads";

    // Not the content: a hash of a secret is half the secret. The change time moves with every write and every chmod,
    // and the inode with every rename and every swapped link on the way.
    private static final String STAMP = "unix:dev,ino,ctime,size";

    private final String label;
    private final Path file;
    private final Supplier<Optional<Failure>> flaw;
    private final Metrics metrics;
    private Optional<Map<String, Object>> seen;

    /**
     * @param label what it is called in metrics and log lines
     * @param flaw why the next login cannot use the file as it is now
     */
    WatchedFile(String label, Path file, Supplier<Optional<Failure>> flaw, Metrics metrics) {
        this.label = label;
        this.file = file;
        this.flaw = flaw;
        this.metrics = metrics;
        this.seen = stamp();
    }

    /** True when there is another content that can be used. */
    boolean refresh() {
        Optional<Map<String, Object>> now = stamp();
        if (now.equals(seen)) {
            return false;
        }
        seen = now;
        Optional<Failure> problem = flaw.get();
        metrics.count(RELOADS, "file", label, "status", problem.isEmpty() ? "ok" : "failed");
        if (problem.isEmpty()) {
            Log.info("credential file replaced; the next login uses it")
                    .with("file", label)
                    .write();
            return true;
        }
        Log.warn("credential file cannot be used; a token we hold serves on")
                .with("file", label)
                .with("path", file.toString())
                .with("reason", problem.get().reason())
                .with("detail", problem.get().text())
                .write();
        return false;
    }

    private Optional<Map<String, Object>> stamp() {
        try {
            return Optional.of(Files.readAttributes(file, STAMP));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
