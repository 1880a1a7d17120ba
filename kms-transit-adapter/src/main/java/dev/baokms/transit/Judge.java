package dev.baokms.transit;

import dev.baokms.core.outcome.Failure;
import dev.baokms.core.outcome.Failure.Busy;
import dev.baokms.core.outcome.Failure.Denied;
import dev.baokms.core.outcome.Failure.LoginFailed;
import dev.baokms.core.outcome.Failure.LoginFailed.Problem;
import dev.baokms.core.outcome.Failure.Malformed;
import dev.baokms.core.outcome.Failure.NotAuthentic;
import dev.baokms.core.outcome.Failure.Sealed;
import dev.baokms.core.outcome.Failure.Unreachable;
import dev.baokms.core.outcome.Failure.UnsafeKey;
import dev.baokms.core.outcome.KeyFinding;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What an answer other than a good one means: by status first, by structure second, by {@link Wording} last.
 *
 * <p>A refusal without OpenBao's error envelope was not written by OpenBao but by something in between, so it says nothing of the
 * key, the token or the policy: it counts as {@link Unreachable}.
 */
final class Judge {
    private final Operation operation;
    private final Answer answer;
    private final Optional<String> errors;

    private Judge(Operation operation, Answer answer) {
        this.operation = operation;
        this.answer = answer;
        this.errors = answer.errors();
    }

    /** @param answer anything but a success envelope that could be read */
    static <T> Verdict<T> of(Operation operation, Answer answer) {
        return new Judge(operation, answer).verdict();
    }

    private <T> Verdict<T> verdict() {
        int status = answer.status();
        if (operation.isRenewal() && meansNotRenewed(status)) {
            return Verdict.refused(new LoginFailed(Problem.REFUSED));
        }
        if (status == 429) {
            return Verdict.refused(new Busy(answer.retryAfter()));
        }
        if (status >= 300 && status < 400) {
            // Never followed: it may name a leader that is dead. The node itself may still encrypt, so it is not marked
            // down,
            // and asking it again at once would get the same.
            return new Verdict.Elsewhere<>(new Unreachable(), true, false);
        }
        if (status >= 500) {
            return serverError(status);
        }
        if (status < 400) {
            // 200 with something else in it, or another 2xx: not OpenBao.
            return new Verdict.Elsewhere<>(new Unreachable(), false, true);
        }
        return errors.map(text -> this.<T>refusal(status, text))
                .orElseGet(() -> new Verdict.Elsewhere<>(new Unreachable(), false, false));
    }

    /** A renewal either comes with a new lease or was none: what remains is to log in anew. */
    private boolean meansNotRenewed(int status) {
        return status < 300 || status == 500 || (errors.isPresent() && status >= 400 && status < 429);
    }

    private <T> Verdict<T> serverError(int status) {
        String text = errors.orElse("");
        if (status == 503) {
            // Other nodes may be unsealed; this one will not be in a moment.
            return Wording.SEALED.in(text) || Wording.NAMESPACE_SEALED.in(text)
                    ? new Verdict.Elsewhere<>(new Sealed(), false, false)
                    : new Verdict.Elsewhere<>(new Unreachable(), false, true);
        }
        if (status == 500 && Wording.TOKEN_CHECK.in(text)) {
            return new Verdict.TokenRefused<>(new Denied(), false, false);
        }
        if (status == 500 && operation.isLogin() && Wording.CLIENT_CERTIFICATE.in(text)) {
            return Verdict.refused(new LoginFailed(Problem.REFUSED));
        }
        if (status == 500
                && Stream.of(Wording.ASSOCIATED_DATA, Wording.BATCH, Wording.INLINE_AUTHENTICATION)
                        .anyMatch(permanent -> permanent.in(text))) {
            return Verdict.refused(new Unreachable());
        }
        return new Verdict.Elsewhere<>(new Unreachable(), false, status != 501);
    }

    private <T> Verdict<T> refusal(int status, String text) {
        if (operation.isLogin() && (status == 400 || status == 401 || status == 403 || status == 404)) {
            // 403: the auth method is not mounted there; 404: no such namespace.
            return Verdict.refused(new LoginFailed(Problem.REFUSED));
        }
        return switch (status) {
            case 400 -> badRequest(text);
            case 401, 403 -> denied(text);
            // No such key; or no such mount, route or namespace, and then there is no such key either.
            case 404 -> Verdict.refused(new UnsafeKey(KeyFinding.KEY_MISSING));
            // 405, 413, 415, 431 and what proxies add: our requests are small and fixed, so a repetition fares no
            // better.
            default -> Verdict.refused(new Unreachable());
        };
    }

    private <T> Verdict<T> denied(String text) {
        boolean policy = !Wording.PERMISSION_DENIED.is(text) && Wording.PERMISSION_DENIED.in(text);
        // Encrypt on a key that a node has not heard of yet is taken for creating one, which no policy of ours allows.
        return new Verdict.TokenRefused<>(new Denied(), policy, policy && operation == Operation.ENCRYPT);
    }

    private <T> Verdict<T> badRequest(String text) {
        boolean encrypt = operation == Operation.ENCRYPT;
        boolean decrypt = operation == Operation.DECRYPT;
        if (Wording.KEY_NOT_FOUND.in(text)) {
            return new Verdict.Lagging<>(new UnsafeKey(KeyFinding.KEY_MISSING));
        }
        if ((encrypt && Wording.VERSION_AHEAD.in(text)) || (decrypt && Wording.CIPHERTEXT_AHEAD.in(text))) {
            return new Verdict.Lagging<>(new Unreachable());
        }
        if (decrypt && Wording.NOT_AUTHENTIC.in(text)) {
            return Verdict.refused(new NotAuthentic());
        }
        if (Wording.SOFT_DELETED.in(text)) {
            return Verdict.refused(new UnsafeKey(KeyFinding.SOFT_DELETED));
        }
        if (encrypt && Wording.BELOW_MIN_ENCRYPTION.in(text)) {
            return Verdict.refused(new UnsafeKey(KeyFinding.MIN_ENCRYPTION_VERSION));
        }
        if (Wording.BELOW_MIN_DECRYPTION.in(text) || Wording.ARCHIVED.in(text)) {
            return Verdict.refused(new UnsafeKey(KeyFinding.MIN_DECRYPTION_VERSION));
        }
        if (decrypt && Wording.INVALID_CIPHERTEXT.in(text)) {
            return Verdict.refused(new Malformed(Failure.Part.CIPHERTEXT, "is refused by OpenBao as malformed"));
        }
        // Our requests are right by construction, so this is a newer server or something in between: never retried.
        return Verdict.refused(new Unreachable());
    }
}
