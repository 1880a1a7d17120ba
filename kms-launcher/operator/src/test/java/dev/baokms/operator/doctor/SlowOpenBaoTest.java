package dev.baokms.operator.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.host.ExitCode;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A busy node: OpenBao answers, later than a daemon would wait. */
class SlowOpenBaoTest {
    @TempDir
    private Path folder;

    private Clinic clinic;

    @BeforeEach
    void open() throws Exception {
        clinic = new Clinic(folder);
        clinic.configured(text -> text.replace("instanceId: bao-test", "instanceId: bao-test\n  timeout: 200ms"));
    }

    @AfterEach
    void close() {
        clinic.close();
    }

    private int run(String command, String... more) {
        String[] arguments = new String[3 + more.length];
        arguments[0] = command;
        arguments[1] = "--config";
        arguments[2] = clinic.site.config().toString();
        System.arraycopy(more, 0, arguments, 3, more.length);
        return clinic.raw(arguments);
    }

    @Test
    void slowAnswer_isWaitedFor_andSaidToBeSlow() {
        clinic.site.emulator.faults().delay(Duration.ofMillis(600), "/v1/transit/keys");

        int code = run("doctor");

        assertThat(code).as(clinic.printed()).isEqualTo(ExitCode.OK);
        assertThat(clinic.printed())
                .contains(
                        "OpenBao has not answered for 0.2 s, as long as a daemon waits; this command waits up to 10 s")
                .containsPattern("\\[pass] transit.metadata: .*latest version is 1; the answer took 0\\.[6-9] s, and a"
                        + " daemon, which keeps its connection and its token, waits 0\\.2 s \\(openbao.timeout\\)");
    }

    @Test
    void slowLogin_isWaitedForAsLong() {
        clinic.site.emulator.faults().delay(Duration.ofMillis(800), "/v1/auth/jwt/login");

        int code = run("doctor");

        assertThat(code).as(clinic.printed()).isEqualTo(ExitCode.OK);
        assertThat(clinic.printed()).contains("[pass] openbao.auth");
    }

    @ParameterizedTest
    @ValueSource(strings = {"doctor", "rotation-plan", "verify-rotation", "recover-state"})
    void answerThatDoesNotCome_isToldFromASlowOne(String command) {
        clinic.site.emulator.faults().delay(Duration.ofMinutes(1), "/v1/transit/keys");

        assertThat(run(command, "--timeout", "500ms")).isEqualTo(ExitCode.CHECK_FAILED);
        assertThat(clinic.printed())
                .contains(
                        "[fail] transit.metadata: metadata of the key - OpenBao did not answer within 0.5 s; check its"
                                + " load and the network to it, or wait longer with --timeout [unreachable]");
    }

    @Test
    void timeoutOutOfRange_isUsage() {
        assertThat(run("doctor", "--timeout", "1ms")).isEqualTo(ExitCode.USAGE);
        assertThat(clinic.printed()).contains("--timeout must be from 100ms to 10m");
    }
}
