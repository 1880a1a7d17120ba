package dev.baokms.testkit.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class CommandLineOptionsTest {
    @Test
    void longRun_isDeclinedUnlessAskedFor() {
        assertThat(CommandLineOptions.parse("--endpoint", "/x").subject().can(Capability.LONG_RUN))
                .isFalse();
        assertThat(CommandLineOptions.parse("--endpoint", "/x", "--long")
                        .subject()
                        .can(Capability.LONG_RUN))
                .isTrue();
    }

    @Test
    void capability_needsAllOfItsHooks() {
        assertThat(CommandLineOptions.parse("--endpoint", "/x", "--hook", "break=true")
                        .subject()
                        .can(Capability.BREAK_BACKEND))
                .isFalse();
        assertThat(CommandLineOptions.parse("--endpoint", "/x", "--hook", "break=true", "--hook", "repair=true")
                        .subject()
                        .can(Capability.BREAK_BACKEND))
                .isTrue();
    }

    @Test
    void hookThatIsGiven_canStillBeDeclined() {
        assertThat(CommandLineOptions.parse("--endpoint", "/x", "--hook", "restart=true", "--decline", "restart")
                        .subject()
                        .can(Capability.RESTART))
                .isFalse();
    }

    @Test
    void rotationWait_holdsBeforeAndAfterQuick() {
        assertThat(CommandLineOptions.parse("--endpoint", "/x", "--rotation-wait", "7", "--quick")
                        .intensity()
                        .rotation())
                .isEqualTo(Duration.ofSeconds(7));
        assertThat(CommandLineOptions.parse("--endpoint", "/x", "--quick", "--rotation-wait", "7")
                        .intensity()
                        .rotation())
                .isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void unknownHook_isNamed() {
        assertThatThrownBy(() -> CommandLineOptions.parse("--endpoint", "/x", "--hook", "reboot=true"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("there is no hook reboot");
    }

    @Test
    void replay_quotesForTheShellAndFixesRuleAndSeed() {
        CommandLineOptions options = CommandLineOptions.parse(
                "--endpoint", "/x", "--hook", "rotate=echo 'a b'", "--seed", "5", "--only", "A1,D9");

        assertThat(options.replay(Catalogue.rule("D9")))
                .isEqualTo("java -jar kms-conformance.jar --endpoint /x --hook 'rotate=echo '\\''a b'\\''' --only D9"
                        + " --seed 5");
    }
}
