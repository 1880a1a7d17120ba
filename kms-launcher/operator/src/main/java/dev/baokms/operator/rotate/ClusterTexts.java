package dev.baokms.operator.rotate;

import dev.baokms.host.PathText;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Texts about API servers, about the credentials for them, and about what they serve. The rules:
 *
 * <ul>
 *   <li>What was seen, then a semicolon and the option, file or right that changes it; lower case first, no full stop.
 *   <li>The caller names the server in front, so a sentence about one server begins with "it".
 *   <li>Texts give only the status of an answer, because the rest may quote an object.
 *   <li>A refusal names the missing right as an RBAC role writes it.
 *   <li>Of a token, a key or a certificate, texts give only the place where this program looked for it.
 * </ul>
 */
final class ClusterTexts {
    static final String NO_SERVER = "no API server was given; give --api-server";
    static final String NO_SOCKET_PATH = "--api-server needs the path of kubectl proxy --unix-socket after unix:";
    private static final String BY_PROXY = "start kubectl proxy and give --api-server http://127.0.0.1:8001";
    static final String NO_CREDENTIALS = "an API server needs credentials: give --kubeconfig, or " + BY_PROXY;

    private static final String GIVE_KUBECTLS_FILE = "; give the file that kubectl uses";
    static final String NO_VALID_TOKEN = "the kubeconfig's token is not a valid one" + GIVE_KUBECTLS_FILE;

    static final String TLS_FAILED =
            "it cannot be trusted, or does not trust this client; check certificate-authority and client-certificate in"
                    + " the kubeconfig";
    static final String NO_ANSWER = "it does not answer; check that it runs, and --api-server";
    static final String NO_LIST =
            "the API server's answer is not a list of objects; check that --api-server names an API server";

    static final String CREDENTIALS_NOT_KNOWN = "the API server does not know these credentials (401); give others";

    private static final String BY_PATCHES = "; run it again with --migrate-by patches";
    static final String MIGRATION_NOT_SERVED =
            "the API server does not serve storagemigration.k8s.io in v1 or v1beta1" + BY_PATCHES;
    static final String CREATE_MIGRATION = "create on storageversionmigrations.storagemigration.k8s.io";
    static final String GET_MIGRATION = "get on storageversionmigrations.storagemigration.k8s.io";
    static final String NO_REASON_GIVEN = "no reason given";

    private ClusterTexts() {}

    static String badAddress(String problem) {
        return "address of an API server: " + problem + "; if kubectl reaches it and this command does not, "
                + BY_PROXY;
    }

    static String noAuthority(Path kubeconfig) {
        return PathText.printable(kubeconfig) + " has no certificate-authority; give one of the cluster's own, such as"
                + " /etc/kubernetes/admin.conf";
    }

    static String badServerName(Path kubeconfig, String problem) {
        return PathText.printable(kubeconfig) + ": tls-server-name " + problem;
    }

    static String keyOfAnotherCertificate(Path kubeconfig) {
        return PathText.printable(kubeconfig) + ": the client's certificate and key do not belong together"
                + GIVE_KUBECTLS_FILE;
    }

    static String noPem(Path file) {
        return PathText.printable(file) + ": holds no certificate or key in PEM where one is named"
                + GIVE_KUBECTLS_FILE;
    }

    static String noToken(Path file) {
        return PathText.printable(file) + " holds no token; write the token there, alone";
    }

    static String of(String server, String problem) {
        return "API server " + server + ": " + problem;
    }

    static String answerTooLong(int most) {
        return "its answer is longer than " + most + " bytes";
    }

    static String answers(int status) {
        return "the API server answers " + status;
    }

    static String failsWith(int status) {
        return answers(status) + "; see its log";
    }

    /**
     * Says that the API server refused the request.
     *
     * @param right the missing right, such as "list on secrets"
     */
    static String notAllowed(String right) {
        return "these credentials are not allowed to do it (403); grant them " + right;
    }

    static String noRoomFor(String problem, Duration patience) {
        return problem + ", for " + patience.toSeconds() + " s; see its load, and run it again";
    }

    static String askingAgain(String problem, Duration pause) {
        return problem + "; asking again in " + pause.toSeconds() + " s";
    }

    static String getOn(String path) {
        return "get on the path " + path;
    }

    static String listOn(String resource) {
        return "list on " + resource;
    }

    static String patchOn(String resource) {
        return "patch on " + resource;
    }

    static String noGroup(String group) {
        return "the API server has no group " + group + "; correct --resource, or --encryption-config";
    }

    static String noResource(String resource) {
        return "the API server lists no resource " + resource + " that can be patched; correct --resource";
    }

    static String groupLeftOut(String group, String problem) {
        return "group " + group + " is left out: " + problem;
    }

    static String byPatches(String problem) {
        return problem + BY_PATCHES;
    }

    static String waitingForMigration(String resource, String migration) {
        return resource + ": waiting for StorageVersionMigration " + migration;
    }

    static String migrationFailed(String migration, String reason) {
        return "StorageVersionMigration " + migration + " failed: " + reason + BY_PATCHES;
    }

    static String migrationNotBegun(String migration, Duration limit) {
        return "StorageVersionMigration " + migration + " was not begun within " + limit.toMinutes()
                + " minutes; give kube-controller-manager the feature gate StorageVersionMigrator, or run it again with"
                + " --migrate-by patches";
    }

    static String pageTooLong(String resource, String problem) {
        return resource + ": " + problem + "; run it again with --migrate-by migration";
    }

    static String notAsked(Iterable<String> servers) {
        return "API servers that were not asked: " + String.join(", ", servers)
                + "; name the address of each with --api-server";
    }
}
