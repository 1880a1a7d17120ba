package dev.baokms.testkit.emulator;

import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Everything that reaches a standby with a delay: mounts, keys, login configuration, policies. Immutable, so a lagging
 * node simply holds an older state. Mount paths have no trailing slash; those of auth mounts begin with {@code auth/}.
 */
record ServerState(NavigableMap<String, Mount> mounts, NavigableMap<String, AclPolicy> policies) {
    /** The mount at one path. */
    sealed interface Mount {
        String accessor();
    }

    record TransitMount(String accessor, boolean upsertDisabled, NavigableMap<String, TransitKey> keys)
            implements Mount {
        /** A new mount with a real server's defaults. */
        static TransitMount empty(String accessor) {
            return new TransitMount(accessor, false, new TreeMap<>());
        }

        TransitMount withUpsertDisabled(boolean disabled) {
            return new TransitMount(accessor, disabled, keys);
        }

        TransitMount withKey(TransitKey key) {
            return new TransitMount(accessor, upsertDisabled, plus(keys, key.name(), key));
        }

        TransitMount withoutKey(String name) {
            return new TransitMount(accessor, upsertDisabled, minus(keys, name));
        }
    }

    /** A JWT auth mount; it has no configuration until one is written. */
    record JwtMount(String accessor, @Nullable JwtConfig config, NavigableMap<String, JwtRole> roles) implements Mount {
        static JwtMount empty(String accessor) {
            return new JwtMount(accessor, null, new TreeMap<>());
        }

        JwtMount with(JwtConfig other) {
            return new JwtMount(accessor, other, roles);
        }

        JwtMount with(JwtRole role) {
            return new JwtMount(accessor, config, plus(roles, role.name(), role));
        }

        JwtMount withoutRole(String name) {
            return new JwtMount(accessor, config, minus(roles, name));
        }
    }

    record CertMount(String accessor, NavigableMap<String, CertRole> roles) implements Mount {
        static CertMount empty(String accessor) {
            return new CertMount(accessor, new TreeMap<>());
        }

        CertMount with(CertRole role) {
            return new CertMount(accessor, plus(roles, role.name(), role));
        }

        CertMount withoutRole(String name) {
            return new CertMount(accessor, minus(roles, name));
        }
    }

    static ServerState empty() {
        return new ServerState(new TreeMap<>(), new TreeMap<>(Map.of(AclPolicy.DEFAULT.name(), AclPolicy.DEFAULT)));
    }

    <M extends Mount> Optional<M> mount(String path, Class<M> type) {
        return Optional.ofNullable(mounts.get(path)).filter(type::isInstance).map(type::cast);
    }

    ServerState with(String path, Mount mount) {
        return new ServerState(plus(mounts, path, mount), policies);
    }

    ServerState without(String path) {
        return new ServerState(minus(mounts, path), policies);
    }

    ServerState withPolicy(AclPolicy policy) {
        return new ServerState(mounts, plus(policies, policy.name(), policy));
    }

    ServerState withoutPolicy(String name) {
        return new ServerState(mounts, minus(policies, name));
    }

    /** The state of a node that has not seen any key's latest rotation. */
    ServerState withoutNewestVersions() {
        return mapKeys(keys -> keys.replaceAll((name, key) -> key.withoutNewest()));
    }

    /** The state that survives a seal: keys left by failed upserts were never stored. */
    ServerState storedOnly() {
        return mapKeys(keys -> keys.values().removeIf(key -> !key.options().stored()));
    }

    private ServerState mapKeys(Consumer<Map<String, TransitKey>> change) {
        ServerState all = this;
        for (Map.Entry<String, Mount> one : mounts.entrySet()) {
            if (one.getValue() instanceof TransitMount transit) {
                var keys = new TreeMap<>(transit.keys());
                change.accept(keys);
                all = all.with(one.getKey(), new TransitMount(transit.accessor(), transit.upsertDisabled(), keys));
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
