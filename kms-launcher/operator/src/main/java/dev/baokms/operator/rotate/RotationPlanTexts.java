package dev.baokms.operator.rotate;

import java.time.Duration;

/**
 * The texts of {@code rotate} about each step before it runs. The rules:
 *
 * <ul>
 *   <li>The title of the step stands in front, so a sentence begins with what the step does: "asks", "raises".
 *   <li>A text says which server the step asks and for what, then which right it needs and which option gives it, then
 *       how long it takes.
 *   <li>The last sentences say whether anything changes, and how to undo it.
 * </ul>
 */
final class RotationPlanTexts {
    static final String TAKES_LATEST = "takes the latest version as it is; changes nothing";
    static final String PROVES =
            "reads etcd and the snapshots, with etcd's client certificate; takes ten minutes from the end of the"
                    + " migration, in which the API server compacts, and the watch. Changes nothing";
    static final String RETIRES =
            "retires the older versions on each node, with its daemon stopped; on this one this command does it when"
                + " the state is free and this user's; takes a restart of each daemon. restore-versions takes it back";
    static final String COVERED_RESOURCES = "what --encryption-config gives this provider";
    static final String BY_CONTROLLER =
            "by a StorageVersionMigration, with create and get on storageversionmigrations.storagemigration.k8s.io;"
                    + " takes as long as kube-controller-manager needs";
    static final String BY_PATCHES =
            "by patches that change nothing, with list and patch on each resource; takes one request for each object";
    static final String ALL_DONE = "every step is done; name a new --journal to rotate again";

    private RotationPlanTexts() {}

    static String rotates(String key) {
        return "asks OpenBao for one more version of " + key + ", with update on " + key
                + "/rotate, by --openbao-token-file; takes a second. It stays: a version is not taken away again, and"
                + " older ones stay readable";
    }

    static String waitsForAll(int daemons, int servers, Duration mustWait) {
        return "asks " + count(daemons, "daemon") + " for /ready and " + count(servers, "API server")
                + " for /metrics, with get on /metrics, and list on leases in kube-system to see that none is left out;"
                + " takes up to " + mustWait.toSeconds() + " s after the rotation. Changes nothing";
    }

    private static String count(int number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }

    static String writesAgain(String resources, String way) {
        return "has every object of " + resources + " written again, " + way
                + "; stops and goes on at any point. Objects keep their content";
    }

    static String byEitherWay() {
        return BY_CONTROLLER + ", or where that is not served " + BY_PATCHES;
    }

    static String raisesMinimum(String key) {
        return "raises min_decryption_version of " + key + " to the new version, one at a time, with update on " + key
                + "/config, by --openbao-token-file; takes a second. A lower minimum takes it back";
    }

    static String optionsMissing(String options) {
        return "; give " + options;
    }
}
