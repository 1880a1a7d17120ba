package dev.baokms.testkit.emulator;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of the whole cluster. Not part of {@link ServerState}, because a new token works, and a revoked one fails,
 * immediately on every node.
 */
final class Tokens {
    /** The default lease limit of a mount: 768 h. */
    static final Duration MOUNT_MAX = Duration.ofDays(32);

    private static final String BASE62 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final int BATCH_BYTES = 135;

    private final SecureRandom random = new SecureRandom();
    private final Map<String, StoredToken> byId = new ConcurrentHashMap<>();
    private final Map<String, String> entities = new ConcurrentHashMap<>();
    private final InstantSource clock;

    Tokens(InstantSource clock) {
        this.clock = clock;
    }

    StoredToken issueRoot() {
        var grant = new StoredToken.Grant(
                TokenTerms.of(List.of("root"), Duration.ZERO),
                Duration.ZERO,
                false,
                true,
                "token",
                "auth/token/create",
                Optional.empty(),
                Optional.empty());
        return issue(grant, "");
    }

    StoredToken issue(StoredToken.Grant grant, String entityId) {
        Instant now = clock.instant();
        boolean batch = grant.terms().batch();
        // A batch token holds whole seconds, so it can expire up to a second early.
        Instant issued = batch ? now.truncatedTo(ChronoUnit.SECONDS) : now;
        var token = new StoredToken(
                grant,
                batch ? "b." + batchBlob() : "s." + base62(24),
                batch ? "" : base62(24),
                entityId,
                issued,
                grant.ttl().isZero() ? Optional.empty() : Optional.of(issued.plus(grant.ttl())),
                Optional.empty(),
                grant.terms().numUses());
        byId.put(token.id(), token);
        return token;
    }

    /** The token, if it has not expired. */
    Optional<StoredToken> find(String id) {
        return Optional.ofNullable(byId.get(id)).filter(token -> token.live(clock.instant()));
    }

    /** Counts one use of a limited token; empty if a concurrent use took the last one. */
    Optional<StoredToken> use(StoredToken token) {
        return token.grant().terms().numUses() == 0
                ? Optional.of(token)
                : Optional.ofNullable(replace(token, StoredToken::usedOnce));
    }

    StoredToken renew(StoredToken token, Duration ttl) {
        StoredToken renewed = replace(token, old -> old.renewedAt(clock.instant(), ttl));
        return renewed == null ? token : renewed;
    }

    private @Nullable StoredToken replace(StoredToken token, UnaryOperator<StoredToken> change) {
        return byId.computeIfPresent(token.id(), (id, old) -> old.usesLeft() < 0 ? old : change.apply(old));
    }

    void revoke(String id) {
        byId.remove(id);
    }

    /** Expires all tokens except root tokens, which the test still needs. */
    void expireAll() {
        byId.replaceAll((id, token) -> token.root() ? token : token.expiredAt(clock.instant()));
    }

    /** One entity per login name, however often it logs in. */
    String entityOf(String mount, String name) {
        return entities.computeIfAbsent(
                mount + "/" + name, alias -> UUID.randomUUID().toString());
    }

    private String base62(int length) {
        var out = new StringBuilder(length);
        random.ints(length, 0, BASE62.length()).forEach(i -> out.append(BASE62.charAt(i)));
        return out.toString();
    }

    private String batchBlob() {
        byte[] blob = new byte[BATCH_BYTES];
        random.nextBytes(blob);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(blob);
    }
}
