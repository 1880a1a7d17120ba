package dev.baokms.transit.api;

import dev.baokms.core.failure.Failure;
import dev.baokms.core.failure.Failure.Busy;
import dev.baokms.core.failure.Failure.Denied;
import dev.baokms.core.failure.Failure.LoginFailed;
import dev.baokms.core.failure.Failure.Malformed;
import dev.baokms.core.failure.Failure.NotAuthentic;
import dev.baokms.core.failure.Failure.Sealed;
import dev.baokms.core.failure.Failure.Unreachable;
import dev.baokms.core.failure.Failure.UnsafeKey;
import dev.baokms.core.failure.KeyFinding;
import dev.baokms.core.failure.Outcome;
import dev.baokms.transit.api.Operation.Kind;
import dev.baokms.transit.http.BoundedResponse;
import dev.baokms.transit.report.ProblemText;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a response means: by status first, by structure second, by {@link ServerErrorText} last.
 *
 * <p>A refusal without OpenBao's error envelope comes from something in between, so it says nothing about the key, the
 * token or the policy: it counts as {@link Unreachable}.
 */
final class ResponseClassifier {
    private final Kind kind;
    private final BoundedResponse response;
    private final Optional<String> errors;

    private ResponseClassifier(Kind kind, BoundedResponse response, Optional<String> errors) {
        this.kind = kind;
        this.response = response;
        this.errors = errors;
    }

    /** Reads the response and wipes it. */
    static <T> AttemptResult<T> resultOf(ApiRequest<T> request, BoundedResponse response) {
        var read = new ApiResponse(response);
        try {
            Kind kind = request.operation().kind();
            Optional<AttemptResult<T>> good =
                    mayBeGood(kind, response.status()) ? read.decode(request.decoder()) : Optional.empty();
            return good.orElseGet(() -> new ResponseClassifier(kind, response, read.errors()).result());
        } finally {
            response.wipe();
        }
    }

    /**
     * What the error of one batch item means for that item; empty when that depends on more than the text, and the item
     * must be sent alone.
     */
    static Optional<Failure> failureOfItem(Kind single, String error) {
        return badRequest(single, error)
                                instanceof AttemptResult.Done<?>(Outcome.Failed<?>(Failure failure), var requestId)
                        && !(failure instanceof Unreachable)
                ? Optional.of(failure)
                : Optional.empty();
    }

    /** A batch whose items all failed has an error status but the form of a good response. */
    private static boolean mayBeGood(Kind kind, int status) {
        return status == 200 || (kind.isBatch() && (status == 400 || status == 500));
    }

    private <T> AttemptResult<T> result() {
        int status = response.status();
        if (kind == Kind.RENEWAL && meansNotRenewed(status)) {
            return AttemptResult.refused(new LoginFailed(ProblemText.RENEWAL_REFUSED, true));
        }
        if (status == 429) {
            return AttemptResult.refused(new Busy(response.retryAfter(), ProblemText.RATE_LIMITED));
        }
        if (status >= 300 && status < 400) {
            // Never followed: it may name a dead leader. The node itself may still encrypt, so the address is not at
            // fault; asking it again at once would give the same answer.
            return new AttemptResult.TryNextAddress<>(new Unreachable(ProblemText.REDIRECT), false, false);
        }
        if (status >= 500) {
            return serverError(status);
        }
        if (status < 400) {
            // 200 with other content, or another 2xx: not from OpenBao.
            return new AttemptResult.TryNextAddress<>(unreachable(), true, true);
        }
        return errors.map(text -> this.<T>refusal(status, text))
                .orElseGet(() -> new AttemptResult.TryNextAddress<>(unreachable(), true, false));
    }

    /** A renewal without a new lease did not happen: only a login remains. */
    private boolean meansNotRenewed(int status) {
        return status < 300 || status == 500 || (errors.isPresent() && status >= 400 && status < 429);
    }

    private <T> AttemptResult<T> serverError(int status) {
        String text = errors.orElse("");
        if (status == 503) {
            // Other nodes may be unsealed; this one will not be in a moment. A lock is an administrator's decision,
            // like a seal.
            return ServerErrorText.SEALED.in(text)
                            || ServerErrorText.NAMESPACE_SEALED.in(text)
                            || ServerErrorText.NAMESPACE_LOCKED.in(text)
                    ? new AttemptResult.TryNextAddress<>(new Sealed(), true, false)
                    : new AttemptResult.TryNextAddress<>(unreachable(), true, true);
        }
        if (status == 500 && ServerErrorText.TOKEN_CHECK.in(text)) {
            return new AttemptResult.TokenRefused<>(new Denied(), false, false);
        }
        if (status == 500 && kind == Kind.LOGIN && ServerErrorText.CLIENT_CERTIFICATE.in(text)) {
            return AttemptResult.refused(loginRefused());
        }
        if (status == 500
                && Stream.of(
                                ServerErrorText.ASSOCIATED_DATA,
                                ServerErrorText.BATCH,
                                ServerErrorText.INLINE_AUTHENTICATION)
                        .anyMatch(permanent -> permanent.in(text))) {
            return AttemptResult.refused(unreachable());
        }
        return new AttemptResult.TryNextAddress<>(unreachable(), true, status != 501);
    }

    private <T> AttemptResult<T> refusal(int status, String text) {
        if (kind == Kind.LOGIN && (status == 400 || status == 401 || status == 403 || status == 404)) {
            // 403: the auth method is not mounted there; 404: no such namespace.
            return AttemptResult.refused(loginRefused());
        }
        return switch (status) {
            case 400 -> badRequest(kind, text);
            case 401, 403 -> denied(text);
            // The key is missing; or its mount, route or namespace is, and with it the key.
            case 404 -> AttemptResult.refused(new UnsafeKey(KeyFinding.KEY_MISSING));
            // 405, 413, 415, 431 and what proxies add: requests are small and fixed, so a retry would not help.
            default -> AttemptResult.refused(unreachable());
        };
    }

    private <T> AttemptResult<T> denied(String text) {
        boolean policy = !ServerErrorText.PERMISSION_DENIED.is(text) && ServerErrorText.PERMISSION_DENIED.in(text);
        // A node that has not seen the key yet takes an Encrypt for its creation, which no good policy allows.
        return new AttemptResult.TokenRefused<>(new Denied(), policy, policy && kind == Kind.ENCRYPT);
    }

    private static <T> AttemptResult<T> badRequest(Kind kind, String text) {
        boolean encrypt = kind == Kind.ENCRYPT;
        boolean decrypt = kind == Kind.DECRYPT;
        if (ServerErrorText.KEY_NOT_FOUND.in(text)) {
            return new AttemptResult.StandbyLag<>(new UnsafeKey(KeyFinding.KEY_MISSING));
        }
        if ((encrypt && ServerErrorText.VERSION_AHEAD.in(text))
                || (decrypt && ServerErrorText.CIPHERTEXT_AHEAD.in(text))) {
            return new AttemptResult.StandbyLag<>(unreachable());
        }
        if (decrypt && ServerErrorText.NOT_AUTHENTIC.in(text)) {
            return AttemptResult.refused(new NotAuthentic());
        }
        if (ServerErrorText.SOFT_DELETED.in(text)) {
            return AttemptResult.refused(new UnsafeKey(KeyFinding.SOFT_DELETED));
        }
        if (encrypt && ServerErrorText.BELOW_MIN_ENCRYPTION.in(text)) {
            return AttemptResult.refused(new UnsafeKey(KeyFinding.MIN_ENCRYPTION_VERSION));
        }
        if (ServerErrorText.BELOW_MIN_DECRYPTION.in(text) || ServerErrorText.ARCHIVED.in(text)) {
            return AttemptResult.refused(new UnsafeKey(KeyFinding.MIN_DECRYPTION_VERSION));
        }
        if (decrypt && ServerErrorText.INVALID_CIPHERTEXT.in(text)) {
            return AttemptResult.refused(new Malformed(Failure.Part.CIPHERTEXT, ProblemText.MALFORMED_FOR_OPENBAO));
        }
        // Requests are correct by construction, so this is a newer server or something in between: never retried.
        return AttemptResult.refused(unreachable());
    }

    private static Unreachable unreachable() {
        return new Unreachable(ProblemText.NO_ANSWER);
    }

    private static LoginFailed loginRefused() {
        return new LoginFailed(ProblemText.LOGIN_REFUSED, true);
    }
}
