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
 * Checks least privilege: what the token must be able to do, and what it must not. Asks about paths by name. This shows
 * a right that a wildcard gives, but not a right on any other path.
 */
final class TokenRights {
    /**
     * The rule for one path.
     *
     * @param needed capabilities without which the daemon does not work
     * @param harmless capabilities that do nothing on this path
     * @param harm what any other capability would allow
     */
    private record Expectation(String path, Set<String> needed, Set<String> harmless, String harm) {}

    private static final Set<String> LOOKING = Set.of("read", "list", "scan");
    private static final Set<String> LISTING = Set.of("list", "scan");

    private final String renewal = "auth/token/renew-self";
    private final List<Expectation> rules;

    TokenRights(KeyIdentity key) {
        String mount = key.mountPath() + "/";
        String ofKey = mount + "keys/" + key.name();
        var all = new ArrayList<Expectation>();
        all.add(new Expectation(ofKey, Set.of("read"), LISTING, DoctorTexts.CREATE_OR_DELETE_KEY));
        all.add(new Expectation(mount + "config/keys", Set.of("read"), LISTING, DoctorTexts.CONFIGURE_MOUNT));
        all.add(new Expectation(
                mount + "encrypt/" + key.name(), Set.of("update"), LOOKING, DoctorTexts.CREATE_KEY_BY_ENCRYPTING));
        all.add(new Expectation(mount + "decrypt/" + key.name(), Set.of("update"), writing(), DoctorTexts.USE_SUDO));
        all.add(new Expectation(renewal, Set.of("update"), writing(), DoctorTexts.USE_SUDO));
        all.add(forbidden(ofKey + "/rotate", DoctorTexts.ROTATE_KEY));
        all.add(forbidden(ofKey + "/trim", DoctorTexts.TRIM_KEY));
        all.add(forbidden(ofKey + "/config", DoctorTexts.CONFIGURE_KEY));
        all.add(forbidden(ofKey + "/soft-delete", DoctorTexts.DELETE_KEY));
        for (String action : List.of("import", "import_version")) {
            all.add(forbidden(ofKey + "/" + action, DoctorTexts.IMPORT_KEY));
        }
        for (String kind : List.of("encryption-key", "hmac-key")) {
            all.add(unreadable(mount + "export/" + kind + "/" + key.name(), DoctorTexts.EXPORT_KEY));
            all.add(unreadable(mount + "export/" + kind + "/" + key.name() + "/latest", DoctorTexts.EXPORT_KEY));
        }
        all.add(unreadable(mount + "byok-export/" + key.name() + "/" + key.name(), DoctorTexts.EXPORT_KEY));
        all.add(unreadable(mount + "backup/" + key.name(), DoctorTexts.BACK_UP_KEY));
        all.add(forbidden(mount + "restore", DoctorTexts.RESTORE_KEY));
        all.add(forbidden(mount + "restore/" + key.name(), DoctorTexts.RESTORE_KEY));
        all.add(forbidden(mount + "rewrap/" + key.name(), DoctorTexts.REWRAP));
        all.add(forbidden("sys/mounts/" + key.mountPath(), DoctorTexts.MOVE_MOUNT));
        all.add(forbidden("sys/policies/acl/" + key.name(), DoctorTexts.WRITE_POLICIES));
        // Paths that need sudo, to detect policies that grant it with a wildcard.
        all.add(forbidden("sys/seal", DoctorTexts.SEAL));
        all.add(unreadable("sys/raw/core", DoctorTexts.READ_STORAGE));
        this.rules = List.copyOf(all);
    }

    private static Expectation forbidden(String path, String harm) {
        return new Expectation(path, Set.of(), LOOKING, harm);
    }

    private static Expectation unreadable(String path, String harm) {
        return new Expectation(path, Set.of(), LISTING, harm);
    }

    /**
     * Returns the capabilities that are harmless on paths with a single operation, where only sudo would be too much.
     */
    private static Set<String> writing() {
        return Set.of("create", "read", "list", "scan", "patch", "delete");
    }

    List<String> paths() {
        return rules.stream().map(Expectation::path).toList();
    }

    /**
     * Compares the token's capabilities with the rules.
     *
     * @param granted what OpenBao says about each of {@link #paths}
     */
    Diagnosis judge(Map<String, Set<String>> granted) {
        if (granted.values().stream().anyMatch(capabilities -> capabilities.contains("root"))) {
            return Diagnosis.fail(DoctorTexts.ROOT_TOKEN);
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
            return Diagnosis.fail(DoctorTexts.rightsTooWide(tooMuch));
        }
        boolean onlyRenewal = missing.equals(Set.of("update " + renewal));
        if (onlyRenewal) {
            return Diagnosis.warn(DoctorTexts.CANNOT_RENEW);
        }
        return missing.isEmpty()
                ? Diagnosis.pass(DoctorTexts.RIGHTS_ARE_LEAST)
                : Diagnosis.fail(DoctorTexts.rightsMissing(missing));
    }
}
