package dev.baokms.testkit.emulator;

import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Everything that reaches a standby with a delay: mounts, keys, login configuration, policies. Immutable, so that a lagging node is
 * one that holds an older state. Paths of mounts have no slash at the end; those of logins begin with {@code auth/}.
 */
record State(NavigableMap<String, Mount> mounts, NavigableMap<String, AclPolicy> policies) {
    /** What is at one path. */
    sealed interface Mount {
        String accessor();
    }

    record Transit(String accessor, boolean upsertDisabled, NavigableMap<String, TransitKey> keys) implements Mount {
        /** As a real server mounts it. */
        static Transit empty(String accessor) {
            return new Transit(accessor, false, new TreeMap<>());
        }

        Transit withUpsertDisabled(boolean disabled) {
            return new Transit(accessor, disabled, keys);
        }

        Transit withKey(TransitKey key) {
            return new Transit(accessor, upsertDisabled, plus(keys, key.name(), key));
        }

        Transit withoutKey(String name) {
            return new Transit(accessor, upsertDisabled, minus(keys, name));
        }
    }

    /** Without configuration until one is written. */
    record Jwt(String accessor, @Nullable JwtConfig config, NavigableMap<String, JwtRole> roles) implements Mount {
        static Jwt empty(String accessor) {
            return new Jwt(accessor, null, new TreeMap<>());
        }

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

    record Cert(String accessor, NavigableMap<String, CertRole> roles) implements Mount {
        static Cert empty(String accessor) {
            return new Cert(accessor, new TreeMap<>());
        }

        Cert with(CertRole role) {
            return new Cert(accessor, plus(roles, role.name(), role));
        }

        Cert withoutRole(String name) {
            return new Cert(accessor, minus(roles, name));
        }
    }

    static State empty() {
        return new State(new TreeMap<>(), new TreeMap<>(Map.of(AclPolicy.DEFAULT.name(), AclPolicy.DEFAULT)));
    }

    <M extends Mount> Optional<M> mount(String path, Class<M> type) {
        return Optional.ofNullable(mounts.get(path)).filter(type::isInstance).map(type::cast);
    }

    State with(String path, Mount mount) {
        return new State(plus(mounts, path, mount), policies);
    }

    State without(String path) {
        return new State(minus(mounts, path), policies);
    }

    State withPolicy(AclPolicy policy) {
        return new State(mounts, plus(policies, policy.name(), policy));
    }

    State withoutPolicy(String name) {
        return new State(mounts, minus(policies, name));
    }

    /** As seen by a node that has not heard of any key's latest rotation. */
    State withoutNewestVersions() {
        return mapKeys(keys -> keys.replaceAll((name, key) -> key.withoutNewest()));
    }

    /** What a node still has after it was sealed: keys left by failed upserts were never stored. */
    State storedOnly() {
        return mapKeys(keys -> keys.values().removeIf(key -> !key.options().stored()));
    }

    private State mapKeys(Consumer<Map<String, TransitKey>> change) {
        State all = this;
        for (Map.Entry<String, Mount> one : mounts.entrySet()) {
            if (one.getValue() instanceof Transit transit) {
                var keys = new TreeMap<>(transit.keys());
                change.accept(keys);
                all = all.with(one.getKey(), new Transit(transit.accessor(), transit.upsertDisabled(), keys));
            }
        }
        return all;
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
