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

/** Interprets a failed call to a member. Some failures steer the scan; the others are reported with a cure. */
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

    /**
     * etcd has one code for a compacted and a future revision. Its text, which etcd's own clients compare, says which.
     */
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

    /** Shortens a text that a server sent about itself or a failure, which may be as long as any answer. */
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
                                place, EtcdClusterTexts.SPEAKS_NO_TLS, EtcdClusterTexts.WRITE_HTTP)))
                .or(() -> found(cause, SSLException.class).map(wrong -> handshake(place, withCertificate)))
                .or(() -> found(cause, ConnectException.class)
                        .map(wrong -> new RefusedSourceException(
                                place, EtcdClusterTexts.NOTHING_LISTENS, EtcdClusterTexts.CHECK_THAT_IT_RUNS)))
                .orElseGet(() -> answered(place, status, withCertificate));
    }

    private static RefusedSourceException certificate(String place, CertificateException wrong) {
        if (found(wrong, CertificateExpiredException.class).isPresent()
                || found(wrong, CertificateNotYetValidException.class).isPresent()) {
            return new RefusedSourceException(
                    place, EtcdClusterTexts.CERTIFICATE_NOT_VALID_NOW, EtcdClusterTexts.RENEW_IT);
        }
        if (found(wrong, CertPathBuilderException.class).isPresent()
                || found(wrong, CertPathValidatorException.class).isPresent()) {
            return new RefusedSourceException(
                    place, EtcdClusterTexts.OTHER_AUTHORITY, EtcdClusterTexts.NAME_THE_AUTHORITY);
        }
        return new RefusedSourceException(place, EtcdClusterTexts.OTHER_NAME, EtcdClusterTexts.WRITE_ITS_NAME);
    }

    private static RefusedSourceException handshake(String place, boolean withCertificate) {
        return withCertificate
                ? new RefusedSourceException(
                        place, EtcdClusterTexts.CLIENT_CERTIFICATE_REFUSED, EtcdClusterTexts.NAME_ANOTHER_CERTIFICATE)
                : new RefusedSourceException(
                        place, EtcdClusterTexts.CLIENT_CERTIFICATE_WANTED, EtcdClusterTexts.NAME_A_CERTIFICATE);
    }

    private static RefusedSourceException answered(String place, Status status, boolean withCertificate) {
        return switch (status.getCode()) {
            case PERMISSION_DENIED, UNAUTHENTICATED ->
                new RefusedSourceException(place, EtcdClusterTexts.mayNotRead(said(status)), EtcdClusterTexts.USE_ROOT);
            case DEADLINE_EXCEEDED ->
                new RefusedSourceException(place, EtcdClusterTexts.NO_ANSWER_IN_TIME, EtcdClusterTexts.CHECK_ITS_LOAD);
            case UNAVAILABLE ->
                new RefusedSourceException(
                        place,
                        EtcdClusterTexts.cannotAnswer(unavailable(status)),
                        withCertificate
                                ? EtcdClusterTexts.CHECK_THE_MEMBER
                                : EtcdClusterTexts.CHECK_THE_MEMBER_AND_TLS);
            default ->
                new RefusedSourceException(
                        place,
                        EtcdClusterTexts.answered(status.getCode(), said(status)),
                        EtcdClusterTexts.READ_A_SNAPSHOT);
        };
    }

    /** The server's own words help an operator. Those of the client library are for programmers. */
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
                ? EtcdClusterTexts.ENDED_THE_HANDSHAKE
                : EtcdClusterTexts.CONNECTION_LOST;
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
