package dev.baokms.core.failure;

import static dev.baokms.core.failure.Failures.ALL_UNSAFE;
import static dev.baokms.core.failure.Failures.ofEveryKind;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baokms.core.failure.Failure.UnsafeKey;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FailureTest {
    @Test
    void everyCase_isAmongTheSamples() {
        assertThat(ofEveryKind().stream().map(Object::getClass).distinct())
                .containsExactlyInAnyOrder(Failure.class.getPermittedSubclasses());
    }

    @Test
    void reasons_areThePublishedCodes() {
        assertThat(ofEveryKind().stream().map(Failure::reason).distinct())
                .containsExactlyInAnyOrder(
                        "malformed_plaintext",
                        "malformed_ciphertext",
                        "malformed_key_id",
                        "malformed_annotations",
                        "malformed_uid",
                        "mismatch_plaintext",
                        "mismatch_ciphertext",
                        "mismatch_key_id",
                        "mismatch_annotations",
                        "mismatch_uid",
                        "unknown_key",
                        "retired_key",
                        "not_authentic",
                        "denied",
                        "login_failed",
                        "unreachable",
                        "sealed",
                        "throttled",
                        "key_recreated",
                        "version_rollback",
                        "upsert_allowed",
                        "profile_invalid",
                        "metadata_unverified",
                        "status_stale",
                        "state_save_failed",
                        "verify_failed");
    }

    @Test
    void onlyWhatWaitingCanHelp_isTransient() {
        assertThat(ofEveryKind().stream()
                        .filter(Failure::isTransient)
                        .map(Failure::reason)
                        .distinct())
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
