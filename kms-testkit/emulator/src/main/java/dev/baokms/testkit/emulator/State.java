package dev.baokms.testkit.emulator;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Everything that reaches a standby with a delay: mounts, keys, login configuration, policies. Immutable, so that a lagging node is
 * one that holds an older state. Paths of mounts have no slash at the end.
 */
record State(
        NavigableMap<String, Transit> transits,
        NavigableMap<String, Jwt> logins,
        NavigableMap<String, Cert> certificates,
        NavigableMap<String, AclPolicy> policies) {
    /** A Transit mount. */
    record Transit(String accessor, boolean upsertDisabled, NavigableMap<String, TransitKey> keys) {
        Transit withUpsertDisabled(boolean disabled) {
            return new Transit(accessor, disabled, keys);
        }

        Transit withKey(TransitKey key) {
            return new Transit(accessor, upsertDisabled, plus(keys, key.name(), key));
        }

        Transit withoutKey(String name) {
            return new Transit(accessor, upsertDisabled, minus(keys, name));
        }

        Transit mapKeys(UnaryOperator<TransitKey> change) {
            var changed = new TreeMap<>(keys);
            changed.replaceAll((name, key) -> change.apply(key));
            return new Transit(accessor, upsertDisabled, changed);
        }
    }

    /** A JWT auth mount; without configuration until one is written. */
    record Jwt(String accessor, @Nullable JwtConfig config, NavigableMap<String, JwtRole> roles) {
        Jwt with(JwtConfig other) {
            return new Jwt(accessor, other, roles);
        }

        Jwt with(JwtRole role) {
            return new Jwt(accessor, config, plus(roles, role.name(), role));
        }

        Jwt withoutRole(String name) {
            return new Jwt(accessor, config, minus(roles, name));
        }
    }

    /** A cert auth mount. */
    record Cert(String accessor, NavigableMap<String, CertRole> roles) {
        Cert with(CertRole role) {
            return new Cert(accessor, plus(roles, role.name(), role));
        }

        Cert withoutRole(String name) {
            return new Cert(accessor, minus(roles, name));
        }
    }

    static State empty() {
        return new State(
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(Map.of(AclPolicy.DEFAULT.name(), AclPolicy.DEFAULT)));
    }

    State withTransit(String path, Transit mount) {
        return new State(plus(transits, path, mount), logins, certificates, policies);
    }

    State withoutTransit(String path) {
        return new State(minus(transits, path), logins, certificates, policies);
    }

    State withLogin(String path, Jwt mount) {
        return new State(transits, plus(logins, path, mount), certificates, policies);
    }

    State withoutLogin(String path) {
        return new State(transits, minus(logins, path), minus(certificates, path), policies);
    }

    State withCertificates(String path, Cert mount) {
        return new State(transits, logins, plus(certificates, path, mount), policies);
    }

    State withPolicy(AclPolicy policy) {
        return new State(transits, logins, certificates, plus(policies, policy.name(), policy));
    }

    State withoutPolicy(String name) {
        return new State(transits, logins, certificates, minus(policies, name));
    }

    State mapTransits(UnaryOperator<Transit> change) {
        var changed = new TreeMap<>(transits);
        changed.replaceAll((path, mount) -> change.apply(mount));
        return new State(changed, logins, certificates, policies);
    }

    /** As seen by a node that has not heard of any key's latest rotation. */
    State withoutNewestVersions() {
        return mapTransits(mount -> mount.mapKeys(TransitKey::withoutNewest));
    }

    /** What a node still has after it was sealed: keys left by failed upserts were never stored. */
    State storedOnly() {
        return mapTransits(mount -> {
            var stored = new TreeMap<>(mount.keys());
            stored.values().removeIf(key -> !key.options().stored());
            return new Transit(mount.accessor(), mount.upsertDisabled(), stored);
        });
    }

    private static <V> NavigableMap<String, V> plus(NavigableMap<String, V> map, String name, V value) {
        var more = new TreeMap<>(map);
        more.put(name, value);
        return more;
    }

    private static <V> NavigableMap<String, V> minus(NavigableMap<String, V> map, String name) {
        var fewer = new TreeMap<>(map);
        fewer.remove(name);
        return fewer;
    }
}
