package dev.baokms.core.outcome;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baokms.core.outcome.Failure.LoginFailed;
import dev.baokms.core.outcome.Failure.Malformed;
import dev.baokms.core.outcome.Failure.Mismatch;
import dev.baokms.core.outcome.Failure.NotReady;
import dev.baokms.core.outcome.Failure.Part;
import dev.baokms.core.outcome.Failure.UnsafeKey;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FailureTest {
    private static final Set<KeyFinding> ALL_UNSAFE =
            EnumSet.complementOf(EnumSet.of(KeyFinding.AUTO_ROTATE, KeyFinding.IMPORTED_KEY));

    static Stream<Failure> everyKind() {
        return Stream.of(
                        List.of(
                                new Failure.UnknownKey(),
                                new Failure.RetiredKey(),
                                new Failure.NotAuthentic(),
                                new Failure.Denied(),
                                new Failure.Sealed(),
                                new Failure.Busy(Duration.ofSeconds(1)),
                                new Failure.Timeout(),
                                new Failure.VerifyFailed(),
                                new UnsafeKey(ALL_UNSAFE)),
                        Stream.of(Part.values())
                                .<Failure>map(part -> new Malformed(part, "must be good"))
                                .toList(),
                        Stream.of(Part.values())
                                .<Failure>map(part -> new Mismatch(part, "is not that of the key_id"))
                                .toList(),
                        Stream.of(LoginFailed.Problem.values())
                                .<Failure>map(LoginFailed::new)
                                .toList(),
                        Stream.of(Failure.Unreachable.Cause.values())
                                .<Failure>map(Failure.Unreachable::new)
                                .toList(),
                        Stream.of(NotReady.Why.values())
                                .<Failure>map(NotReady::new)
                                .toList())
                .flatMap(List::stream);
    }

    @ParameterizedTest
    @MethodSource("everyKind")
    void text_fitsAStatusMessageAndIsOneLine(Failure failure) {
        assertThat(failure.text()).hasSizeBetween(10, 1024).doesNotContain("\n", "http", "null");
        assertThat(failure.text()).doesNotEndWith(".");
        assertThat(failure.reason()).matches("[a-z_]+");
    }

    @Test
    void onlyWhatWaitingCanHelp_isTransient() {
        assertThat(everyKind().filter(Failure::isTransient).map(Failure::reason).distinct())
                .containsExactlyInAnyOrder(
                        "unreachable",
                        "sealed",
                        "throttled",
                        "login_failed",
                        "metadata_unverified",
                        "status_stale",
                        "state_save_failed");
    }

    @Test
    void unsafeKey_hasTheReasonOfItsGravestFinding() {
        assertThat(new UnsafeKey(ALL_UNSAFE).reason()).isEqualTo("key_recreated");
        assertThat(new UnsafeKey(Set.of(KeyFinding.VERSION_ROLLBACK, KeyFinding.EXPORTABLE)).reason())
                .isEqualTo("version_rollback");
        assertThat(new UnsafeKey(KeyFinding.UPSERT_ALLOWED).reason()).isEqualTo("upsert_allowed");
        assertThat(new UnsafeKey(KeyFinding.EXPORTABLE).reason()).isEqualTo("profile_invalid");
    }

    @Test
    void unsafeKey_needsAnUnsafeFinding() {
        for (Set<KeyFinding> findings :
                List.of(Set.<KeyFinding>of(), Set.of(KeyFinding.AUTO_ROTATE, KeyFinding.EXPORTABLE))) {
            assertThatThrownBy(() -> new UnsafeKey(findings))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("findings must be unsafe and at least one");
        }
    }

    @Test
    void findings_haveTheirPublishedCodes() {
        assertThat(Stream.of(KeyFinding.values()).map(KeyFinding::code))
                .contains("unsupported_type", "soft_deleted", "auto_rotate", "imported_key")
                .doesNotHaveDuplicates();
    }
}
