package dev.baokms.etcd;

import java.nio.file.Path;

/**
 * Texts about a cluster that answers, its members, its endpoints, and the files for TLS to them. The rules:
 *
 * <ul>
 *   <li>A reason begins with "it": the endpoint, the member or the file that is named in front.
 *   <li>A cure names another way to reach etcd: an option, a file of kubeadm's, another member, or a snapshot.
 *   <li>Of a server's words, only etcd's own are repeated, up to a fixed length. A library's words never are.
 *   <li>A remark remains in a proof. It says what was read less thoroughly, why, and from which member.
 *   <li>A text about a file for TLS says what kind of thing is wrong, and never quotes the file.
 * </ul>
 */
final class EtcdClusterTexts {
    static final String UNKNOWN_SCHEME = "its scheme is none of https, http and unix";
    static final String WRITE_HTTPS_OR_UNIX = "write https://HOST:2379, or unix:///PATH for the socket of kine";
    static final String NO_ADDRESS = "its name has no address";
    static final String CORRECT_THE_NAME = "correct the name, or write the address";
    static final String NO_TLS = "without TLS anyone on the network path reads all of etcd";
    static final String WRITE_HTTPS_OR_ALLOW =
            "write https://, or allow the insecure transport for an etcd on this machine";
    static final String INSECURE_ELSEWHERE =
            "the insecure transport is for addresses of the loopback alone, such as 127.0.0.1";
    static final String WRITE_HTTPS_OR_RUN_THERE = "write https://, or run this where etcd runs";
    static final String NO_SOCKET_PATH = "it names no file";
    static final String WRITE_UNIX = "write unix:///PATH for the socket of kine";
    static final String NOT_AN_ENDPOINT = "it is not of the form https://HOST:PORT";
    static final String WRITE_AS_ETCD = "write it as etcd's --listen-client-urls has it";

    static final String CERTIFICATE_WITHOUT_KEY = "there is no key for this certificate";
    static final String KEY_WITHOUT_CERTIFICATE = "there is no certificate for this key";
    static final String NAME_BOTH_FILES = "name both files of the client certificate, or none";
    static final String KEY_OF_ANOTHER = "its certificate and the key do not make a TLS connection";
    static final String NAME_ITS_KEY = "name a certificate and the key that belongs to it";
    static final String RUN_AS_OWNER = "run as the owner of the file, or name another one";
    static final String NAME_A_PEM = "name a file of PEM, such as those in /etc/kubernetes/pki/etcd";
    static final String NO_CERTIFICATE = "it holds no certificate";
    static final String CERTIFICATE_DAMAGED = "a certificate in it is damaged";
    static final String NO_PRIVATE_KEY = "it holds no private key";
    static final String KEY_ENCRYPTED = "its key is encrypted, or of a form that is not supported";
    static final String UNKNOWN_ALGORITHM = "its key is of an algorithm that is not supported";
    static final String KEY_DAMAGED = "its key is damaged";
    static final String KEY_WITHOUT_CURVE = "its key does not name a curve";
    static final String NOT_BASE64 = "a block of it is not base64";

    static final String SPEAKS_NO_TLS = "what answers there speaks no TLS";
    static final String WRITE_HTTP = "write http:// for it, on this machine alone";
    static final String NOTHING_LISTENS = "nothing listens there";
    static final String CHECK_THAT_IT_RUNS = "check that etcd runs, and its --listen-client-urls";
    static final String CERTIFICATE_NOT_VALID_NOW = "its certificate is not valid at this time";
    static final String RENEW_IT = "renew it, or check the clocks";
    static final String OTHER_AUTHORITY = "its certificate was issued by none of the authorities that were named";
    static final String NAME_THE_AUTHORITY =
            "name etcd's own authority as --cacert, such as /etc/kubernetes/pki/etcd/ca.crt, which is not that of the"
                    + " API server";
    static final String OTHER_NAME = "its certificate is for another name";
    static final String WRITE_ITS_NAME = "write the endpoint with a name or an address that the certificate has";
    static final String CLIENT_CERTIFICATE_REFUSED =
            "it refuses the TLS connection, most likely because of the client certificate";
    static final String NAME_ANOTHER_CERTIFICATE =
            "name a certificate of etcd's own authority, such as /etc/kubernetes/pki/etcd/healthcheck-client.crt";
    static final String CLIENT_CERTIFICATE_WANTED = "it refuses a TLS connection without a client certificate";
    static final String NAME_A_CERTIFICATE =
            "name --cert and --key, such as /etc/kubernetes/pki/etcd/healthcheck-client.crt and .key";
    static final String USE_ROOT = "use a client certificate of etcd's root user";
    static final String NO_ANSWER_IN_TIME = "it did not answer in time";
    static final String CHECK_ITS_LOAD = "check its load and the leader of the cluster, or read a snapshot";
    static final String ENDED_THE_HANDSHAKE = "it ended the connection during the TLS handshake";
    static final String CONNECTION_LOST = "the connection could not be made, or was lost";
    static final String CHECK_THE_MEMBER =
            "check that the member runs and the cluster has a leader, or read a snapshot";
    static final String CHECK_THE_MEMBER_AND_TLS =
            "check that the member runs and has a leader, and whether it wants TLS or a client certificate";
    static final String READ_A_SNAPSHOT = "read a snapshot of 'etcdctl snapshot save'";

    static final String NAME_ONE_CLUSTER = "name endpoints of one cluster, and read the other clusters separately";
    static final String FIND_THE_DAMAGED_ONE =
            "compare all members with 'etcdctl endpoint hashkv --cluster': one of them is damaged";
    static final String READ_ANOTHER_MEMBER = "read another member";
    static final String READ_A_SNAPSHOT_INSTEAD = "read a snapshot of 'etcdctl snapshot save', and look at this member";
    static final String PROMISED_MORE = "it says that there is more, and gives nothing";
    static final String KEYS_NOT_IN_ORDER = "its keys are not in order";

    static final String STOPPED = "this process was stopped";
    static final String COMPACTED_AGAIN = "it was compacted again and again";
    static final String WATCH_AGAIN = "watch again";
    static final String WATCH_IS_BEHIND = "watch again: the member is too slow, or behind";
    static final String WATCH_INTERRUPTED = "the watch was interrupted";
    static final String ENDED_THE_WATCH = "it ended the watch";
    static final String WATCH_SOONER = "scan again, and begin the watch sooner after the scan";

    private EtcdClusterTexts() {}

    static String fileCannotBeUsed(String problem) {
        return "it cannot be used: " + problem;
    }

    /** @param said what etcd says about it, with a colon before it, or nothing */
    static String mayNotRead(String said) {
        return "it does not let this client read" + said;
    }

    static String cannotAnswer(String why) {
        return "it cannot answer: " + why;
    }

    /** @param said what etcd says about it, with a colon before it, or nothing */
    static String answered(Enum<?> code, String said) {
        return "it answered " + code + said;
    }

    static String notAsked(String member, String reason) {
        return member + " was not asked: " + reason;
    }

    static String ofAnotherCluster(String cluster, String first) {
        return "it is of cluster " + cluster + ", and the first endpoint of cluster " + first;
    }

    static String noRoomForCopy(Path folder, long bytes) {
        return "there is no room in " + folder + " for a copy of the database (" + bytes
                + " bytes), so it was read in pages";
    }

    static String noSnapshot(String member, String reason) {
        return member + " gives no snapshot, so it was read in pages: " + reason;
    }

    static String copyIsBehind(long revision, long before) {
        return "its copy is of revision " + revision + ", although it was at " + before + " before";
    }

    static String noHash(String member, long revision, String reason) {
        return "member " + member + " gives no hash at revision " + revision + ": " + reason;
    }

    static String hashesNotComparable(String member) {
        return "member " + member + " has not compacted what the copy has, so their hashes are not compared";
    }

    static String rowsDiffer(String member, String other) {
        return "the rows of member " + member + " are not those of " + other + " at the same revision";
    }

    static String member(String member) {
        return "member " + member;
    }

    static String copyFrom(String member) {
        return "the copy from " + member;
    }

    static String beganAgain(long revision) {
        return "revision " + revision + " was compacted during the scan, which began again";
    }

    static String compactedTooOften(int times) {
        return "it was compacted during the scan " + times + " times";
    }

    static String fewerKeys(long keys, long promised) {
        return "it gave " + keys + " keys of " + promised;
    }

    static String keyOfLaterRevision(long modified, long revision) {
        return "it gave a key of revision " + modified + " for a read at revision " + revision;
    }

    static String supersededNotRead(String why) {
        return "superseded rows were not read: " + why;
    }

    static String watchIsBehind(long revision, long seen) {
        return "it is at revision " + revision + ", and its watch only at " + seen;
    }

    static String compactedAfter(long revision) {
        return "what was written after revision " + revision + " is compacted";
    }
}
