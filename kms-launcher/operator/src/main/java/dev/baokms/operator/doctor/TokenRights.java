package dev.baokms.operator.doctor;

import dev.baokms.configuration.KeyIdentity;
import dev.baokms.core.login.Diagnosis;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Least privilege: what the token must be able to do, and what it must not. Asks for paths by name, so a right that a wildcard
 * gives shows too; a right on a path that is not asked for does not.
 */
final class TokenRights {
    /**
     * What holds of one path.
     *
     * @param needed capabilities without which the daemon does not work
     * @param harmless capabilities that do nothing there
     * @param harm what any other one would allow
     */
    private record Expectation(String path, Set<String> needed, Set<String> harmless, String harm) {}

    private static final String CURE = "; give its role the policy that policy openbao prints, and no other";
    private static final Set<String> LOOKING = Set.of("read", "list", "scan");
    private static final Set<String> LISTING = Set.of("list", "scan");

    private final String renewal = "auth/token/renew-self";
    private final List<Expectation> rules;

    TokenRights(KeyIdentity key) {
        String mount = key.mountPath() + "/";
        String ofKey = mount + "keys/" + key.name();
        var all = new ArrayList<Expectation>();
        all.add(new Expectation(ofKey, Set.of("read"), LISTING, "create or delete the key"));
        all.add(new Expectation(mount + "config/keys", Set.of("read"), LISTING, "configure the mount"));
        all.add(new Expectation(
                mount + "encrypt/" + key.name(), Set.of("update"), LOOKING, "create the key by encrypting"));
        all.add(new Expectation(mount + "decrypt/" + key.name(), Set.of("update"), writing(), "use sudo"));
        all.add(new Expectation(renewal, Set.of("update"), writing(), "use sudo"));
        for (String action : List.of("rotate", "trim")) {
            all.add(forbidden(ofKey + "/" + action, action + " the key"));
        }
        all.add(forbidden(ofKey + "/config", "configure the key"));
        all.add(forbidden(ofKey + "/soft-delete", "delete the key"));
        for (String action : List.of("import", "import_version")) {
            all.add(forbidden(ofKey + "/" + action, "import key material"));
        }
        for (String kind : List.of("encryption-key", "hmac-key")) {
            all.add(unreadable(mount + "export/" + kind + "/" + key.name(), "export the key"));
            all.add(unreadable(mount + "export/" + kind + "/" + key.name() + "/latest", "export the key"));
        }
        all.add(unreadable(mount + "byok-export/" + key.name() + "/" + key.name(), "export the key"));
        all.add(unreadable(mount + "backup/" + key.name(), "back up the key"));
        all.add(forbidden(mount + "restore", "restore a key"));
        all.add(forbidden(mount + "restore/" + key.name(), "restore a key"));
        all.add(forbidden(mount + "rewrap/" + key.name(), "rewrap under the key"));
        all.add(forbidden("sys/mounts/" + key.mountPath(), "move or disable the mount"));
        all.add(forbidden("sys/policies/acl/" + key.name(), "write policies"));
        // Paths that want sudo, for policies that give it with a wildcard.
        all.add(forbidden("sys/seal", "seal OpenBao"));
        all.add(unreadable("sys/raw/core", "read OpenBao's storage"));
        this.rules = List.copyOf(all);
    }

    private static Expectation forbidden(String path, String harm) {
        return new Expectation(path, Set.of(), LOOKING, harm);
    }

    private static Expectation unreadable(String path, String harm) {
        return new Expectation(path, Set.of(), LISTING, harm);
    }

    /** Where only sudo would be too much: these paths know one operation. */
    private static Set<String> writing() {
        return Set.of("create", "read", "list", "scan", "patch", "delete");
    }

    List<String> paths() {
        return rules.stream().map(Expectation::path).toList();
    }

    /** @param granted what OpenBao says of each of {@link #paths} */
    Diagnosis judge(Map<String, Set<String>> granted) {
        if (granted.values().stream().anyMatch(capabilities -> capabilities.contains("root"))) {
            return Diagnosis.fail("the token is a root token, which may do everything" + CURE);
        }
        Set<String> tooMuch = new LinkedHashSet<>();
        Set<String> missing = new LinkedHashSet<>();
        for (Expectation rule : rules) {
            Set<String> found = granted.getOrDefault(rule.path, Set.of());
            Set<String> more = new TreeSet<>(found);
            more.removeAll(rule.needed);
            more.removeAll(rule.harmless);
            more.remove("deny");
            if (!more.isEmpty()) {
                tooMuch.add(rule.harm + " (" + rule.path + ": " + String.join(", ", more) + ")");
            }
            if (!found.containsAll(rule.needed)) {
                missing.add(String.join(", ", rule.needed) + " " + rule.path);
            }
        }
        if (!tooMuch.isEmpty()) {
            return Diagnosis.fail("the token can " + String.join(", ", tooMuch) + CURE);
        }
        boolean onlyRenewal = missing.equals(Set.of("update " + renewal));
        if (onlyRenewal) {
            return Diagnosis.warn("the token cannot renew itself, so each lease costs a login; keep it so, or write the"
                    + " policy that policy openbao prints");
        }
        return missing.isEmpty()
                ? Diagnosis.pass("the token can do what it needs and nothing more")
                : Diagnosis.fail("the token cannot " + String.join(", ", missing) + CURE);
    }
}
