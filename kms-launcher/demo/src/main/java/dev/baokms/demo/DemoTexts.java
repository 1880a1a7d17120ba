package dev.baokms.demo;

import dev.baokms.transit.http.ServerAddress;
import java.net.URI;
import java.nio.file.Path;

/**
 * What {@code dev} prints. The rules:
 *
 * <ul>
 *   <li>A line is a word for what it is about, padded to nine characters, and then what is so; no full stop.
 *   <li>In the order in which an API server would do it, so that the lines read as a story of one wrap.
 *   <li>What went wrong is loud, and says what was seen; the seed and its bytes are never printed.
 *   <li>The name of a server says at once whether it is a real one, and what is lost with one that is not.
 * </ul>
 */
public final class DemoTexts {
    static final String NO_EMULATOR =
            "an installed provider has no emulator; name a server with --openbao, or run dev from a checkout";

    /** After the flag's name. */
    static final String MUST_BE_HTTPS = "must be https";

    static String openbaoAt(ServerAddress address) {
        return "OpenBao at " + address;
    }

    /** For the module that has it. */
    public static String emulatorAt(URI address) {
        return "the Transit emulator at " + address + " (in memory: what it wraps is lost when this ends)";
    }

    static String backend(String name) {
        return "backend  " + name;
    }

    static String socket(Path socket) {
        return "socket   " + socket;
    }

    /** In the place of what Status says. */
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
