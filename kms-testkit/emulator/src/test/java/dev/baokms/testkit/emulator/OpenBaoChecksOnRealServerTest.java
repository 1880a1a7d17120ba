package dev.baokms.testkit.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The checks against a real OpenBao, where there is one. */
class OpenBaoChecksOnRealServerTest extends OpenBaoChecks {
    private static @Nullable RealServer server;
    private static @Nullable Bench bench;

    @BeforeAll
    static void start() throws IOException {
        server = RealServer.find().orElse(null);
        assumeTrue(server != null, "no real OpenBao: set BAO_ADDR and BAO_TOKEN or put bao on the PATH");
        bench = new Bench(server().api);
    }

    @AfterAll
    static void stop() {
        if (bench != null) {
            bench.close();
        }
        if (server != null) {
            server.close();
        }
    }

    private static RealServer server() {
        return Optional.ofNullable(server).orElseThrow();
    }

    @Override
    public Bench bench() {
        return Optional.ofNullable(bench).orElseThrow();
    }

    @Override
    public void whileSealed(Runnable action) {
        String key = unsealKey();
        assumeTrue(!key.isEmpty(), "the unseal key of this real OpenBao is not known");
        assertThat(server().api.post("sys/seal").status()).isEqualTo(204);
        try {
            action.run();
        } finally {
            assertThat(server().api.post("sys/unseal", "key", key).status()).isEqualTo(200);
            assertThat(Bench.until(200, () -> server().api.get("sys/health")).status())
                    .isEqualTo(200);
        }
    }

    private static String unsealKey() {
        try {
            return server().unsealKey().orElse("");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
