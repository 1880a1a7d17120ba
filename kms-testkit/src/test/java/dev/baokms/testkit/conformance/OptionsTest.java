package dev.baokms.testkit.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class OptionsTest {
    @Test
    void longRun_isDeclinedUnlessAskedFor() {
        assertThat(Options.parse("--endpoint", "/x").subject().can(Capability.LONG_RUN))
                .isFalse();
        assertThat(Options.parse("--endpoint", "/x", "--long").subject().can(Capability.LONG_RUN))
                .isTrue();
    }

    @Test
    void capability_needsAllOfItsHooks() {
        assertThat(Options.parse("--endpoint", "/x", "--hook", "break=true")
                        .subject()
                        .can(Capability.BREAK_BACKEND))
                .isFalse();
        assertThat(Options.parse("--endpoint", "/x", "--hook", "break=true", "--hook", "repair=true")
                        .subject()
                        .can(Capability.BREAK_BACKEND))
                .isTrue();
    }

    @Test
    void hookThatIsGiven_canStillBeDeclined() {
        assertThat(Options.parse("--endpoint", "/x", "--hook", "restart=true", "--decline", "restart")
                        .subject()
                        .can(Capability.RESTART))
                .isFalse();
    }

    @Test
    void rotationWait_holdsBeforeAndAfterQuick() {
        assertThat(Options.parse("--endpoint", "/x", "--rotation-wait", "7", "--quick")
                        .pace()
                        .rotation())
                .isEqualTo(Duration.ofSeconds(7));
        assertThat(Options.parse("--endpoint", "/x", "--quick", "--rotation-wait", "7")
                        .pace()
                        .rotation())
                .isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void unknownHook_isNamed() {
        assertThatThrownBy(() -> Options.parse("--endpoint", "/x", "--hook", "reboot=true"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("there is no hook reboot");
    }

    @Test
    void replay_quotesForTheShellAndFixesRuleAndSeed() {
        Options options =
                Options.parse("--endpoint", "/x", "--hook", "rotate=echo 'a b'", "--seed", "5", "--only", "A1,D9");

        assertThat(options.replay(Catalogue.rule("D9")))
                .isEqualTo("java -jar kms-testkit.jar --endpoint /x --hook 'rotate=echo '\\''a b'\\''' --only D9 --seed"
                        + " 5");
    }
}
