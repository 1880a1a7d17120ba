package dev.baokms.etcd;

import dev.baokms.host.PathText;
import io.grpc.Status;
import io.netty.handler.ssl.NotSslRecordException;
import java.net.ConnectException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** What the answer of a member means: some steer the scan, the others are told with their cure. */
final class CallFailure {
    private static final String COMPACTED = "has been compacted";
    private static final String FUTURE = "future revision";
    private static final int MOST_SAID = 500;

    private CallFailure() {}

    static boolean isCompacted(Status status) {
        return isOutOfRange(status, COMPACTED);
    }

    static boolean isFuture(Status status) {
        return isOutOfRange(status, FUTURE);
    }

    /** etcd has one code for both, and says which in a text that its own clients compare. */
    private static boolean isOutOfRange(Status status, String text) {
        return status.getCode() == Status.Code.OUT_OF_RANGE
                && description(status).contains(text);
    }

    static boolean isTooLarge(Status status) {
        return status.getCode() == Status.Code.RESOURCE_EXHAUSTED;
    }

    private static String description(Status status) {
        return shortened(String.valueOf(status.getDescription()));
    }

    /** What a server says of itself or of a failure, which may be as long as an answer. */
    static String shortened(String said) {
        return said.length() > MOST_SAID ? said.substring(0, MOST_SAID) + "…" : said;
    }

    /**
     * @param place the endpoint
     * @param withCertificate whether a client certificate was shown
     */
    static RefusedSourceException refused(String place, Status status, boolean withCertificate) {
        @Nullable Throwable cause = status.getCause();
        return found(cause, CertificateException.class)
                .map(wrong -> certificate(place, wrong))
                .or(() -> found(cause, NotSslRecordException.class)
                        .map(wrong -> new RefusedSourceException(
                                place,
                                "what answers there speaks no TLS",
                                "write http:// for it, on this machine alone")))
                .or(() -> found(cause, SSLException.class).map(wrong -> handshake(place, withCertificate)))
                .or(() -> found(cause, ConnectException.class)
                        .map(wrong -> new RefusedSourceException(
                                place,
                                "nothing listens there",
                                "look at etcd's --listen-client-urls, and whether it runs")))
                .orElseGet(() -> answered(place, status, withCertificate));
    }

    private static RefusedSourceException certificate(String place, CertificateException wrong) {
        if (found(wrong, CertificateExpiredException.class).isPresent()
                || found(wrong, CertificateNotYetValidException.class).isPresent()) {
            return new RefusedSourceException(
                    place, "its certificate is not valid at this time", "renew it, or look at the clocks");
        }
        if (found(wrong, CertPathBuilderException.class).isPresent()
                || found(wrong, CertPathValidatorException.class).isPresent()) {
            return new RefusedSourceException(
                    place,
                    "its certificate is of none of the authorities that were named",
                    "name etcd's own authority as --cacert, such as /etc/kubernetes/pki/etcd/ca.crt, which is not that"
                            + " of the API server");
        }
        return new RefusedSourceException(
                place,
                "its certificate is for another name",
                "write the endpoint with a name or an address that the certificate has");
    }

    private static RefusedSourceException handshake(String place, boolean withCertificate) {
        return withCertificate
                ? new RefusedSourceException(
                        place,
                        "it refuses the TLS connection, most likely for the client certificate",
                        "name a certificate of etcd's own authority, such as"
                                + " /etc/kubernetes/pki/etcd/healthcheck-client.crt")
                : new RefusedSourceException(
                        place,
                        "it refuses a TLS connection without a client certificate",
                        "name --cert and --key, such as /etc/kubernetes/pki/etcd/healthcheck-client.crt and .key");
    }

    private static RefusedSourceException answered(String place, Status status, boolean withCertificate) {
        return switch (status.getCode()) {
            case PERMISSION_DENIED, UNAUTHENTICATED ->
                new RefusedSourceException(
                        place,
                        "it does not let this client read" + said(status),
                        "use a client certificate of etcd's root user");
            case DEADLINE_EXCEEDED ->
                new RefusedSourceException(
                        place,
                        "it did not answer in time",
                        "look at its load and at the leader of the cluster, or read a snapshot");
            case UNAVAILABLE ->
                new RefusedSourceException(
                        place,
                        "it cannot answer: " + unavailable(status),
                        withCertificate
                                ? "look whether the member runs and the cluster has a leader, or read a snapshot"
                                : "look whether the member runs, has a leader, and wants TLS or a client certificate");
            default ->
                new RefusedSourceException(
                        place,
                        "it answered %s%s".formatted(status.getCode(), said(status)),
                        "read a snapshot of 'etcdctl snapshot save'");
        };
    }

    /** The server's own words are of use; those of the client's library are for its programmers. */
    private static boolean isOfEtcd(Status status) {
        return status.getCause() == null && description(status).startsWith("etcdserver:");
    }

    private static String said(Status status) {
        return isOfEtcd(status) ? ": " + PathText.printable(description(status)) : "";
    }

    private static String unavailable(Status status) {
        if (isOfEtcd(status)) {
            return PathText.printable(description(status));
        }
        return description(status).contains("TLS negotiation")
                ? "it ended the connection during the TLS handshake"
                : "the connection could not be made, or was lost";
    }

    private static <T extends Throwable> Optional<T> found(@Nullable Throwable from, Class<T> type) {
        int depth = 0;
        for (@Nullable Throwable each = from; each != null && depth < 20; each = each.getCause()) {
            if (type.isInstance(each)) {
                return Optional.of(type.cast(each));
            }
            depth++;
        }
        return Optional.empty();
    }
}
