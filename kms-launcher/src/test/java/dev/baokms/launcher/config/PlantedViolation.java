package dev.baokms.launcher.config;

import java.util.Optional;
import okhttp3.OkHttpClient;

/** Reaches for what its package must not know; the architecture test must notice. */
final class PlantedViolation {
    private PlantedViolation() {}

    static Optional<OkHttpClient> client() {
        return Optional.empty();
    }
}
