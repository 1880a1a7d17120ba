package dev.baokms.operator.doctor;

import dev.baokms.telemetry.ListenAddress;
import dev.baokms.transit.http.ServerAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.SortedSet;

/**
 * The findings of the checks, in the order in which the checks run. The rules, which the tests of every finding
 * enforce:
 *
 * <ul>
 *   <li>A finding is a whole sentence with its subject. JSON and the answer of {@code why} show it without its title.
 *   <li>It says what was seen, with the value. Unless all is well, a semicolon follows and then what to do, as a
 *       command to type where there is one.
 *   <li>Usual words, lower case, no full stop; settings, files and commands by their own names.
 *   <li>"This user" is the user who runs the command, "the daemon" is the program; nothing is "we".
 *   <li>A finding contains no text of a library's exception and no secret. Of a file from elsewhere it gives only the
 *       place.
 * </ul>
 */
final class DoctorTexts {
    static final String CONFIGURATION_IS_READ = "the configuration file can be read and is YAML";
    static final String VALUES_ARE_VALID = "every value in the configuration is valid";

    static final String MONITORING_IS_OFF = "health and metrics are both turned off";
    static final String MONITORING_IS_SERVED = "the running daemon serves health and metrics";
    static final String MONITORING_IS_FREE = "the addresses of health and metrics are free";
    static final String SOCKET_CANNOT_BE_SEEN =
            "the socket or its group cannot be looked at; run this as the daemon's user";

    static final String ENCRYPTION_CONFIG_NOT_GIVEN =
            "not looked at; give the API server's file with --encryption-config";

    static final String ONE_CERTIFICATE_IS_TRUSTED = "OpenBao's certificate is trusted";
    static final String LOGIN_IS_ACCEPTED = "OpenBao accepts the login and gives a token";

    static final String RIGHTS_ARE_LEAST = "the token can do what it needs and nothing more";
    static final String CANNOT_RENEW =
            "the token cannot renew itself, so each lease costs a login; keep it so, or write the policy that policy"
                    + " openbao prints";
    private static final String GIVE_POLICY = "; give its role the policy that policy openbao prints, and no other";
    static final String ROOT_TOKEN = "the token is a root token, which may do everything" + GIVE_POLICY;
    static final String CREATE_OR_DELETE_KEY = "create or delete the key";
    static final String CONFIGURE_MOUNT = "configure the mount";
    static final String CREATE_KEY_BY_ENCRYPTING = "create the key by encrypting";
    static final String USE_SUDO = "use sudo";
    static final String ROTATE_KEY = "rotate the key";
    static final String TRIM_KEY = "trim the key";
    static final String CONFIGURE_KEY = "configure the key";
    static final String DELETE_KEY = "delete the key";
    static final String IMPORT_KEY = "import key material";
    static final String EXPORT_KEY = "export the key";
    static final String BACK_UP_KEY = "back up the key";
    static final String RESTORE_KEY = "restore a key";
    static final String REWRAP = "rewrap under the key";
    static final String MOVE_MOUNT = "move or disable the mount";
    static final String WRITE_POLICIES = "write policies";
    static final String SEAL = "seal OpenBao";
    static final String READ_STORAGE = "read OpenBao's storage";

    static final String KEY_IS_READ = "the key can be read";
    static final String UPSERT_IS_DISABLED = "disable_upsert is set, so encrypting under a wrong name creates no key";
    static final String BYTES_CAME_BACK = "32 random bytes were wrapped and came back; nothing was stored";

    static final String OTHER_TYPE = "the key is of another type; see transit.profile";
    static final String READS_DISAGREE =
            "two reads give one version two key_ids; the nodes behind openbao.addresses do not share one storage,"
                    + " correct the addresses";
    static final String KEY_CREATED_AGAIN =
            "the state file remembers another key_id of a version: the key was created again under its name; restore"
                    + " the former key";
    static final String DAEMON_KEY_ID_UNKNOWN =
            "the running daemon's key_id is of no version that can be read; restart it if it was started with another"
                    + " configuration, else lower min_decryption_version, which hides its version";
    static final String NO_MINIMUM_VERSION = "no minimum version is set";

    static final String KEY_IDS_DIFFER =
            "Status and Encrypt name different keys; a rotation may be under way, ask again";
    static final String WRAPS_NOT_COMPARED =
            "the running daemon wraps; its key_id is not compared, because the key could not be read";
    static final String WRAPS_WITH_OTHER_KEY =
            "the running daemon wraps with a key_id that this configuration does not give; restart it with this"
                    + " configuration";
    static final String WRAPS_WITH_UNSAFE_KEY =
            "the running daemon wraps with this key, and has yet to notice that the key is not safe";
    static final String WRAPS = "the running daemon wraps with the key_id that the metadata gives";
    static final String WRAPS_WITH_OTHER_VERSION =
            "the running daemon wraps with another version than the metadata gives now; ask again after one"
                    + " status.probeInterval";

    private DoctorTexts() {}

    static String fixFirst(String check) {
        return "not looked at; fix " + check + " first";
    }

    static String checkBroke(Class<? extends RuntimeException> exception) {
        return "the check itself ended in an unexpected " + exception.getSimpleName()
                + "; please report it, the other checks are not affected";
    }

    static String otherGroup(String found, String configured) {
        return "the socket belongs to group " + found + ", server.socketGroup is " + configured
                + "; restart the daemon";
    }

    static String mayGiveTo(String group) {
        return "the socket may be given to group " + group;
    }

    static String notInGroup(String group) {
        return "this user is not in group " + group + " and could not give it the socket; run this as the daemon's"
                + " user, and if it is, run usermod -aG " + group + " USER";
    }

    static String noSuchGroup(String group) {
        return "group " + group + " does not exist; run groupadd --system " + group;
    }

    static String daemonCannotUse(ListenAddress address) {
        return address + " cannot be used by the running daemon";
    }

    static String addressTaken(ListenAddress address) {
        return address + " is taken by another process or is not an address of this machine";
    }

    static String addressCannotBeSeen(ListenAddress address) {
        return address + " cannot be looked at; run this as the daemon's user";
    }

    static String pagesNotServed(Collection<String> problems) {
        return String.join("; ", problems)
                + "; the daemon serves the API server without these pages and tries again: free the address, or"
                + " change server.metricsAddress or server.healthAddress";
    }

    static String outagesNotAnswered(boolean prefetch) {
        return "nothing is answered during an outage of OpenBao, because continuity.level is off; "
                + afterRestart(prefetch);
    }

    static String outagesAnswered(String level, Duration longest, boolean ready, boolean prefetch) {
        return "calls during an outage of OpenBao are answered from held seeds: continuity.level is " + level + ", for "
                + longest.toMinutes() + " minutes after the last good deep probe, and Status is "
                + (ready ? "ok meanwhile" : "not ready meanwhile") + "; " + afterRestart(prefetch);
    }

    private static String afterRestart(boolean prefetch) {
        return prefetch
                ? "after a restart the seeds that were asked for before it are unwrapped together"
                : "after a restart no seed is unwrapped before it is asked for";
    }

    static String methodNotUsed(String configured) {
        return "not used: auth.method is " + configured;
    }

    static String encryptionConfigFits(String provider) {
        return "the API server writes with kms " + provider + ", and its settings fit this daemon";
    }

    static String noSuchProvider(Path file, String provider) {
        return file + " has no kms provider named " + provider
                + "; transit.keyIdScope.providerName and its name must be equal";
    }

    static String otherApiVersion(String place, String found) {
        return place + ": apiVersion is " + found + "; write apiVersion: v2, because the default is v1";
    }

    static String colonInName(String place) {
        return place + ": the name must not contain a colon; it is part of what etcd stores";
    }

    static String noSocketPath(String place, Path socket) {
        return place + ": the endpoint is not the path of a socket; write unix://" + socket;
    }

    static String otherSocket(String place, Path dialled, Path socket) {
        return place + ": the endpoint dials " + dialled + ", server.socketPath is " + socket + "; write unix://"
                + socket;
    }

    static String timeoutTooShort(String place, Duration timeout, Duration openBao) {
        return place + ": the timeout is " + timeout.toMillis() + " ms and must be longer than openbao.timeout, "
                + openBao.toMillis() + " ms; write 3s";
    }

    static String otherWrites(String place, String provider) {
        return place + ": " + provider + " still writes; put kms first once every API server reads with it";
    }

    static String identityListed(String place) {
        return place + ": identity is still listed, so plain objects are read without complaint; rewrite all objects,"
                + " then remove it";
    }

    static String noSecrets(String place) {
        return place + ": secrets are not among the resources; add them";
    }

    static String certificateEndsSoon(ServerAddress address, Instant until) {
        return address + " has a certificate that ends at " + until + "; renew it";
    }

    static String noTls(ServerAddress address) {
        return address + " answers without TLS 1.2 or later; correct the port, or turn TLS on in OpenBao's listener";
    }

    static String silent(ServerAddress address) {
        return address + " does not answer; check address, network and OpenBao";
    }

    static String certificatesTrusted(int addresses) {
        return "the certificates of all " + addresses + " addresses are trusted";
    }

    static String fewUses(long limit) {
        return "OpenBao gives a token for only " + limit
                + " requests, so the daemon logs in often; set token_num_uses of its role to 0";
    }

    static String rightsTooWide(Collection<String> harms) {
        return "the token can " + String.join(", ", harms) + GIVE_POLICY;
    }

    static String rightsMissing(Collection<String> missing) {
        return "the token cannot " + String.join(", ", missing) + GIVE_POLICY;
    }

    /**
     * Says that the mount creates unknown keys, and how to turn that off.
     *
     * @param finding the finding in the words that every command uses
     */
    static String upsertAllowed(String finding, String mount) {
        return finding + ": bao write " + mount + "/config/keys disable_upsert=true";
    }

    static String secondReadFailed(String failure) {
        return "a second read failed: " + failure;
    }

    static String oneKeyIdEach(int versions) {
        return versions == 1
                ? "the key's one version has one key_id"
                : "each of the key's " + versions + " versions has one key_id";
    }

    static String objectsHidden(int minimum, SortedSet<Integer> versions) {
        return "min_decryption_version is " + minimum + ", so objects of versions " + versions
                + " cannot be read; lower it, or retire them with retire-versions when nothing needs them";
    }

    static String olderHidden(int minimum) {
        return "min_decryption_version is " + minimum
                + ", so objects of older versions cannot be read; lower it if there may be any";
    }

    static String minimumEncryption(int minimum) {
        return "min_encryption_version is " + minimum
                + ", which makes a version write before rotation.activationDelay; set it to 0 unless that is wanted";
    }

    static String noDaemon(Path socket) {
        return "no daemon serves " + socket + "; start it and ask again";
    }

    static String mayNotConnect(Path socket) {
        return "this user may not connect to " + socket + "; run this as the daemon's user or as the API server's";
    }

    static String nothingListens(Path socket) {
        return "no process listens on " + socket + "; start the daemon and ask again";
    }

    static String statusRefused(String answer) {
        return "the running daemon refuses Status: " + answer;
    }

    static String notWell(String version, String healthz) {
        return "the running daemon's Status, version " + version + ", says: " + healthz;
    }

    static String encryptRefused(String answer) {
        return "the running daemon refuses Encrypt: " + answer;
    }
}
