package dev.baokms.demo;

import dev.baokms.transit.http.ServerAddress;
import java.net.URI;
import java.nio.file.Path;

/**
 * The output of {@code dev}. The rules:
 *
 * <ul>
 *   <li>A line is a word for its subject, padded to nine characters, and then the fact; no full stop.
 *   <li>The lines follow the order of an API server's calls, so that they read as the story of one wrap.
 *   <li>A failure stands out and states what was seen; the seed and its bytes are never printed.
 *   <li>The name of a server says whether it is a real one and, if it is not, what is lost with it.
 * </ul>
 */
public final class DemoTexts {
    static final String NO_EMULATOR =
            "an installed provider has no emulator; name a server with --openbao, or run dev from a checkout";

    /** Follows the flag's name. */
    static final String MUST_BE_HTTPS = "must be https";

    static String openbaoAt(ServerAddress address) {
        return "OpenBao at " + address;
    }

    /** Returns the name of an emulator, for the module that has one. */
    public static String emulatorAt(URI address) {
        return "the Transit emulator at " + address + " (in memory: what it wraps is lost when this ends)";
    }

    static String backend(String name) {
        return "backend  " + name;
    }

    static String socket(Path socket) {
        return "socket   " + socket;
    }

    /** Printed in place of the text from Status. */
    static final String NO_ANSWER = "no answer";

    static String notReady(long seconds, String seen) {
        return failed("Status is not ok after " + seconds + " s: " + seen);
    }

    static String failed(String reason) {
        return "failed   " + reason;
    }

    static String keyId(String id) {
        return "key_id   " + id;
    }

    static String wrapped(int plain, int sealed) {
        return "wrap     " + plain + " random bytes became " + sealed + " bytes of Transit ciphertext";
    }

    static final String SAME_BYTES = "unwrap   the same bytes came back";

    static final String OTHER_BYTES = "unwrap   OTHER BYTES CAME BACK";

    static final String PASTE = "paste    this is the EncryptionConfiguration for kube-apiserver:";

    static String health(String host) {
        return "health   " + host + "/ready";
    }

    static String metrics(String host) {
        return "metrics  " + host + "/metrics";
    }

    static final String RUNNING = "running until Ctrl-C";

    private DemoTexts() {}
}
