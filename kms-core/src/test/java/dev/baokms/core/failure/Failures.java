package dev.baokms.core.failure;

import dev.baokms.core.failure.Failure.Busy;
import dev.baokms.core.failure.Failure.LoginFailed;
import dev.baokms.core.failure.Failure.Malformed;
import dev.baokms.core.failure.Failure.Mismatch;
import dev.baokms.core.failure.Failure.NotReady;
import dev.baokms.core.failure.Failure.Part;
import dev.baokms.core.failure.Failure.Unreachable;
import dev.baokms.core.failure.Failure.UnsafeKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Failures for tests that ask about the case and not about the words. */
public final class Failures {
    public static final Failure UNREACHABLE = new Unreachable("the server did not answer");
    public static final Failure BUSY = new Busy(Duration.ofSeconds(1), "the server is busy");
    public static final Failure LOGIN_REFUSED = new LoginFailed("the server refused the credential", true);

    static final Set<KeyFinding> ALL_UNSAFE =
            EnumSet.complementOf(EnumSet.of(KeyFinding.AUTO_ROTATE, KeyFinding.IMPORTED_KEY));

    private Failures() {}

    /** Every case, with every part and every reason that a case may have. */
    public static List<Failure> ofEveryKind() {
        var all = new ArrayList<Failure>(List.of(
                new Failure.UnknownKey(),
                new Failure.RetiredKey(),
                new Failure.NotAuthentic(),
                new Failure.Denied(),
                LOGIN_REFUSED,
                UNREACHABLE,
                new Failure.Sealed(),
                BUSY,
                new Failure.Timeout(),
                new UnsafeKey(ALL_UNSAFE),
                new Failure.VerifyFailed()));
        for (Part part : Part.values()) {
            all.add(new Malformed(part, "must be good"));
            all.add(new Mismatch(part, "is not that of the key_id"));
        }
        for (NotReady.Why why : NotReady.Why.values()) {
            all.add(new NotReady(why));
        }
        for (KeyFinding finding : ALL_UNSAFE) {
            all.add(new UnsafeKey(finding));
        }
        return List.copyOf(all);
    }
}
