package dev.baokms.transit.report;

import dev.baokms.core.failure.Failure;
import dev.baokms.core.port.RequestUid;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/** An event between this adapter and OpenBao that is worth a log line or a metric. Never carries a secret. */
public sealed interface BackendEvent {
    /** Receives events on the thread that made them; must be quick and must not throw. */
    interface Sink extends Consumer<BackendEvent> {}

    /**
     * One HTTP request ended; a call may take several.
     *
     * @param operation its published name, such as {@code transit_decrypt}
     * @param status {@code ok}, or the reason code of the failure that this one request means
     * @param took from before name resolution to the last byte
     * @param upstreamRequestId OpenBao's own id, which only a good response carries
     * @param uid the API server's request, if there is one
     */
    record RequestEnded(
            String operation,
            Cause cause,
            String status,
            Duration took,
            Optional<String> upstreamRequestId,
            Optional<RequestUid> uid)
            implements BackendEvent {}

    /**
     * A token was obtained or renewed, or could not be.
     *
     * @param failure why not
     * @param validUntil the end of the current token; empty when there is no token, or its end is not known
     * @param useLimit how many requests may be made with it; 0 for any number
     */
    record TokenChanged(How how, Optional<Failure> failure, Optional<Instant> validUntil, long useLimit)
            implements BackendEvent {}

    /**
     * An address began or ceased to give usable answers, or its trouble changed.
     *
     * @param position in the configuration, from 0
     * @param trouble why its answers are unusable; empty when they are usable
     */
    record AddressChanged(int position, Optional<Failure> trouble) implements BackendEvent {}

    /** Why a request was made. */
    enum Cause {
        SERVE,
        VERIFY,
        PROBE,
        DISCOVERY,
        PREFETCH,
        CONTINUITY,
        LOGIN,
        RENEW;

        /** The published name, such as {@code serve}. */
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** How a token changed. */
    enum How {
        LOGIN,
        RENEWAL;

        /** The published name, such as {@code login}. */
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
