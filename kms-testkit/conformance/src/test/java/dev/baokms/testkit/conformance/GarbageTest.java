package dev.baokms.testkit.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GarbageTest {
    @Test
    void providerThatDiesOfGarbage_isCaughtByA10() throws IOException {
        Path directory = Lab.directory("rwx------");
        Path socket = directory.resolve("front.sock");
        try (var lab = new Lab(directory, LabProvider::new, server -> {});
                var front = new CrashingFront(socket, lab.endpoint().socket())) {
            var subject = new Subject(Endpoint.unixSocket(socket.toString()), Hooks.none(), Set.of());
            var suite = new Suite(subject, Profile.FULL, Lab.INTENSITY, 1);
            assertThat(suite.judge(Catalogue.rule("D1")).outcome()).isEqualTo(RuleOutcome.PASSED);

            RuleResult result = suite.judge(Catalogue.rule("A10"));

            assertThat(result.outcome()).isEqualTo(RuleOutcome.FAILED);
            assertThat(result.text()).contains("after garbage").contains("let a broken connection end itself");
            assertThat(front).isNotNull();
        }
    }

    @ParameterizedTest(name = "waits for {0} bytes")
    @ValueSource(ints = {1, 30})
    void providerThatAcceptsOneAfterTheOther_isCaughtByA18(int greeting) throws IOException {
        Path directory = Lab.directory("rwx------");
        Path socket = directory.resolve("front.sock");
        try (var lab = new Lab(directory, LabProvider::new, server -> {});
                var front = new SerialFront(socket, lab.endpoint().socket(), greeting)) {
            var subject = new Subject(Endpoint.unixSocket(socket.toString()), Hooks.none(), Set.of());
            var suite = new Suite(subject, Profile.FULL, Lab.INTENSITY, 1);
            assertThat(suite.judge(Catalogue.rule("D1")).outcome()).isEqualTo(RuleOutcome.PASSED);

            RuleResult result = suite.judge(Catalogue.rule("A18"));

            assertThat(result.outcome()).isEqualTo(RuleOutcome.FAILED);
            assertThat(result.text()).contains("say no more than hello");
            assertThat(front).isNotNull();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"A10", "A16", "A18"})
    void providerThatIsGone_failsARuleAndDoesNotBreakTheKit(String rule) throws IOException {
        Path directory = Lab.directory("rwx------");
        var subject =
                new Subject(Endpoint.unixSocket(directory.resolve("gone.sock").toString()), Hooks.none(), Set.of());

        RuleResult result = new Suite(subject, Profile.FULL, Lab.INTENSITY, 1).ask(Catalogue.rule(rule));

        assertThat(result.outcome()).isEqualTo(RuleOutcome.FAILED);
        Lab.delete(directory);
    }

    @Test
    void socketOpenToAll_isCaughtByA16() throws IOException {
        Path directory = Lab.directory("rwxr-xr-x");
        try (var lab = new Lab(directory, LabProvider::new, server -> {})) {
            Files.setPosixFilePermissions(lab.endpoint().socket(), PosixFilePermissions.fromString("rw-rw-rw-"));
            var subject = new Subject(lab.endpoint(), Hooks.none(), Set.of());

            RuleResult result = new Suite(subject, Profile.FULL, Lab.INTENSITY, 1).judge(Catalogue.rule("A16"));

            assertThat(result.outcome()).isEqualTo(RuleOutcome.FAILED);
            assertThat(result.text()).contains("every user may connect").contains("0700");
        }
    }
}
