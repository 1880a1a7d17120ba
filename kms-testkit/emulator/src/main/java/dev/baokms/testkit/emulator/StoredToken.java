package dev.baokms.testkit.emulator;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One token. Immutable: a renewal or use makes a new one.
 *
 * @param grant its terms from issue, which never change
 * @param id the secret itself
 * @param accessor empty for batch tokens
 * @param entityId empty for tokens that no login issued
 * @param expires when it expires; empty for never
 * @param renewed the last renewal
 * @param usesLeft 0 for unlimited, -1 when none is left
 */
record StoredToken(
        Grant grant,
        String id,
        String accessor,
        String entityId,
        Instant issued,
        Optional<Instant> expires,
        Optional<Instant> renewed,
        int usesLeft) {
    /**
     * The terms of a token from its issue.
     *
     * @param ttl zero for never expiring
     * @param login the mount and role that issued it; empty if created by another token
     */
    record Grant(
            TokenTerms terms,
            Duration ttl,
            boolean renewable,
            boolean orphan,
            String displayName,
            String path,
            Optional<Map<String, String>> meta,
            Optional<LoggedIn> login) {}

    /**
     * Which role on which mount.
     *
     * @param certificate the client's certificate, if it logged in with one
     */
    record LoggedIn(String mount, String role, Optional<X509Certificate> certificate) {}

    List<String> policies() {
        return grant.terms().granted();
    }

    boolean batch() {
        return grant.terms().batch();
    }

    boolean root() {
        return grant.terms().policies().contains("root");
    }

    boolean live(Instant now) {
        return usesLeft >= 0 && expires.map(now::isBefore).orElse(true);
    }

    long secondsLeft(Instant now) {
        return expires.map(end -> Duration.between(now, end).toSeconds()).orElse(0L);
    }

    StoredToken renewedAt(Instant now, Duration ttl) {
        return new StoredToken(
                grant, id, accessor, entityId, issued, Optional.of(now.plus(ttl)), Optional.of(now), usesLeft);
    }

    StoredToken usedOnce() {
        int left = usesLeft == 0 ? 0 : usesLeft == 1 ? -1 : usesLeft - 1;
        return new StoredToken(grant, id, accessor, entityId, issued, expires, renewed, left);
    }

    StoredToken expiredAt(Instant now) {
        return new StoredToken(grant, id, accessor, entityId, issued, Optional.of(now), renewed, usesLeft);
    }

    /** The {@code auth} member of a login, a creation or a renewal. */
    Map<String, @Nullable Object> auth(Instant now) {
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        out.put("client_token", id);
        out.put("accessor", accessor);
        out.put("policies", policies());
        out.put("token_policies", policies());
        out.put("metadata", grant.meta().orElse(null));
        out.put("lease_duration", secondsLeft(now));
        out.put("renewable", grant.renewable());
        out.put("entity_id", entityId);
        out.put("token_type", batch() ? "batch" : "service");
        out.put("orphan", grant.orphan());
        out.put("mfa_requirement", null);
        out.put("num_uses", grant.terms().numUses());
        return out;
    }
}
