package dev.baokms.operator.disaster;

import dev.baokms.core.failure.Failure;
import dev.baokms.core.failure.Outcome;
import dev.baokms.core.failure.Outcome.Failed;
import dev.baokms.core.failure.Outcome.Ok;
import dev.baokms.core.secret.SecretBytes;
import dev.baokms.telemetry.FailureText;
import java.util.Map;
import java.util.Optional;

/** Unwraps seeds with all checks of a daemon, and distinguishes what is lost from what is unknown. */
final class SeedOpener {
    /** A daemon's Decrypt. */
    @FunctionalInterface
    interface Unwrap {
        Outcome<SecretBytes> ask(byte[] ciphertext, String keyId, Map<String, byte[]> annotations);
    }

    private final Unwrap unwrap;
    private final ServedVersions served;

    SeedOpener(Unwrap unwrap, ServedVersions served) {
        this.unwrap = unwrap;
        this.served = served;
    }

    /** Unwraps a seed. Any number of threads may call it. */
    SeedOutcome open(SeedRequest request) {
        // Check this first. OpenBao answers for a missing version as a lagging standby does, and without a state file
        // its key_id is only unknown.
        Optional<String> missing =
                request.version().isPresent() ? served.whyNot(request.version().getAsInt()) : Optional.empty();
        if (missing.isPresent()) {
            return new SeedOutcome.Lost(missing.get());
        }
        return switch (unwrap.ask(request.ciphertext().copy(), request.keyId(), request.annotations())) {
            case Ok<SecretBytes>(SecretBytes seed) -> new SeedOutcome.Unwrapped(seed);
            case Failed<SecretBytes>(Failure failure) -> judged(failure);
        };
    }

    private static SeedOutcome judged(Failure failure) {
        String reason = FailureText.of(failure);
        return switch (failure) {
            case Failure.Malformed malformed -> new SeedOutcome.Lost(reason);
            case Failure.Mismatch mismatch -> new SeedOutcome.Lost(reason);
            case Failure.UnknownKey unknown -> new SeedOutcome.Lost(reason);
            case Failure.RetiredKey retired -> new SeedOutcome.Lost(reason);
            case Failure.NotAuthentic altered -> new SeedOutcome.Lost(reason);
            case Failure.UnsafeKey unsafe -> new SeedOutcome.Lost(reason);
            case Failure.VerifyFailed verify -> new SeedOutcome.Lost(reason);
            case Failure.Denied denied -> new SeedOutcome.Unanswered(reason, false);
            case Failure.LoginFailed login -> new SeedOutcome.Unanswered(reason, false);
            case Failure.Unreachable unreachable -> new SeedOutcome.Unanswered(reason, true);
            case Failure.Sealed sealed -> new SeedOutcome.Unanswered(reason, true);
            case Failure.Busy busy -> new SeedOutcome.Unanswered(reason, true);
            case Failure.Timeout timeout -> new SeedOutcome.Unanswered(reason, true);
            case Failure.NotReady notReady -> new SeedOutcome.Unanswered(reason, true);
        };
    }
}
