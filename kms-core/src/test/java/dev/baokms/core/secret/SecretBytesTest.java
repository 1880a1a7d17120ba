package dev.baokms.core.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SecretBytesTest {
    private final byte[] bytes = {1, 2, 3};

    @Test
    void text_hidesTheBytes() {
        try (SecretBytes secret = SecretBytes.copyOf(bytes)) {
            assertThat(secret).hasToString("SecretBytes[hidden]");
            assertThat(secret.length()).isEqualTo(3);
        }
    }

    @Test
    void closing_wipesTheAdoptedArray() {
        SecretBytes.adopting(bytes).close();

        assertThat(bytes).containsOnly(0);
    }

    @Test
    void closing_leavesTheCopiedArray() {
        SecretBytes.copyOf(bytes).close();

        assertThat(bytes).containsExactly(1, 2, 3);
    }

    @Test
    void wiped_cannotBeUsed() {
        SecretBytes wiped = SecretBytes.copyOf(bytes);
        wiped.close();
        wiped.close();
        try (SecretBytes other = SecretBytes.copyOf(bytes)) {
            assertUnusable(() -> wiped.<Integer>exposeTo(array -> array.length));
            assertUnusable(wiped::copy);
            assertUnusable(() -> wiped.sameAs(other));
            assertUnusable(() -> other.sameAs(wiped));
        }
    }

    @Test
    void copy_isWipedByItself() {
        SecretBytes original = SecretBytes.copyOf(bytes);
        try (SecretBytes copy = original.copy()) {
            original.close();

            assertThat(copy.<byte[]>exposeTo(byte[]::clone)).containsExactly(1, 2, 3);
        }
    }

    @Test
    void sameBytes_areSameButNeverEqual() {
        try (SecretBytes one = SecretBytes.copyOf(bytes);
                SecretBytes same = SecretBytes.copyOf(bytes);
                SecretBytes longer = SecretBytes.copyOf(new byte[] {1, 2, 3, 0})) {
            assertThat(one.sameAs(same)).isTrue();
            assertThat(one.sameAs(longer)).isFalse();
            assertThat(one).isNotEqualTo(same);
        }
    }

    private static void assertUnusable(Runnable use) {
        assertThatThrownBy(use::run).isInstanceOf(IllegalStateException.class).hasMessage("secret was already wiped");
    }
}
