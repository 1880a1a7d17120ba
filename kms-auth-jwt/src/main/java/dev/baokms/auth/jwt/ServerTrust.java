package dev.baokms.auth.jwt;

import dev.baokms.core.port.ByteSource;
import dev.baokms.core.secret.SecretBytes;
import java.util.Optional;
import okhttp3.OkHttpClient;

/**
 * The token endpoint, over connections that trust the configured authorities. The CA bundle is read again when it
 * changes; while it cannot be used, the former one stays.
 */
final class ServerTrust {
    private static final int MAX_BUNDLE_BYTES = 1 << 20;

    private final JwtMethod.HttpClients clients;
    private final Optional<Bundle> bundle;
    private Optional<TokenEndpoint> inUse = Optional.empty();
    private Optional<String> stamp = Optional.empty();
    private Optional<String> advice = Optional.empty();

    /** @param bundle empty to trust the system's authorities */
    ServerTrust(JwtMethod.HttpClients clients, Optional<Bundle> bundle) {
        this.clients = clients;
        this.bundle = bundle;
    }

    /** @param path where it is, for people on this machine */
    record Bundle(String path, ByteSource file) {}

    synchronized JwtAttempt<TokenEndpoint> endpoint() {
        refresh();
        return inUse.map(JwtAttempt::got).orElse(JwtAttempt.stopped(JwtProblem.CA_UNUSABLE));
    }

    /** Why the bundle cannot be used as it is now, for people on this machine. */
    synchronized Optional<String> advice() {
        refresh();
        return advice;
    }

    private void refresh() {
        // Read the stamp before the content: a replacement in between is then noticed the next time.
        Optional<String> now = bundle.flatMap(ca -> ca.file().stamp());
        if (inUse.isPresent() && advice.isEmpty() && now.equals(stamp)) {
            return;
        }
        stamp = now;
        advice = bundle.map(this::useBundle).orElseGet(() -> {
            use(clients.trusting(Optional.empty()));
            return Optional.empty();
        });
    }

    private Optional<String> useBundle(Bundle ca) {
        return switch (ca.file().read(MAX_BUNDLE_BYTES)) {
            case ByteSource.Content.Unusable unusable -> Optional.of(unusable.advice());
            case ByteSource.Content.Bytes(SecretBytes bytes) -> {
                try (bytes) {
                    use(bytes.exposeTo(pem -> clients.trusting(Optional.of(pem))));
                    yield Optional.empty();
                } catch (IllegalArgumentException e) {
                    yield Optional.of(ca.path() + ": " + e.getMessage() + "; put PEM certificates there");
                }
            }
        };
    }

    private void use(OkHttpClient client) {
        inUse = Optional.of(new TokenEndpoint(client));
    }
}
