package dev.baokms.auth.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.baokms.core.login.Diagnosis;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What SoftHSM never does, done by a library before it: it hangs, fails, lies, or says that the PIN is about to be
 * locked or is.
 */
class ShimTest {
    @TempDir
    private static Path dir;

    private static SoftHsm hsm;
    private static Pkcs11Settings settings;

    @BeforeAll
    static void build() throws Exception {
        hsm = new SoftHsm(dir);
        assumeTrue(SoftHsm.onPath("gcc"), "skipped: needs a C compiler; install the Debian package gcc");
        try (InputStream source = Objects.requireNonNull(ShimTest.class.getResourceAsStream("shim.c"))) {
            Files.copy(source, dir.resolve("shim.c"));
        }
        hsm.run(
                "gcc",
                "-shared",
                "-fPIC",
                "-Wall",
                "-Werror",
                "-DCONTROL=\"" + dir + "\"",
                "-DSOFTHSM=\"" + hsm.library + "\"",
                "-o",
                "shim.so",
                "shim.c",
                "-ldl");
        hsm.key("kms", "01", "EC:P-256");
        Path certificate = hsm.certificate("kms", "clientAuth");
        settings = hsm.settings(dir.resolve("shim.so"), "node", "kms", Optional.of(certificate));
    }

    @BeforeEach
    void nothingIsToldYet() throws Exception {
        for (String file : List.of("hang", "flags", "returns", "length", "logins")) {
            Files.deleteIfExists(dir.resolve(file));
        }
        hsm.pin(SoftHsm.PIN);
    }

    private static void tell(String function, ReturnCode code) throws IOException {
        Files.writeString(dir.resolve("returns"), function + " " + Long.toHexString(code.number()));
    }

    /** User types of every C_Login, in order. */
    private static List<String> logins() throws IOException {
        return Files.readAllLines(dir.resolve("logins"));
    }

    @Test
    void hangingModule_isSilence_holdsNobodyElse_andIsUsedAgainWhenItAnswers() throws Exception {
        try (var source = Logins.source(settings)) {
            assertThat(Logins.failure(source)).isEmpty();
            Files.createFile(dir.resolve("hang"));
            try {
                assertThat(Logins.failure(source, Duration.ofMillis(100))).contains(Pkcs11Problem.TOKEN_SILENT.seen());
                // More of them than there are carriers of virtual threads.
                Queue<String> failures = new ConcurrentLinkedQueue<>();
                List<Thread> waiting = new ArrayList<>();
                for (int i = 0; i < 4 * Runtime.getRuntime().availableProcessors(); i++) {
                    waiting.add(Thread.ofVirtual().start(() -> failures.add(Logins.failure(source))));
                }
                for (Thread thread : waiting) {
                    assertThat(thread.join(Logins.AMPLE)).isTrue();
                }
                assertThat(failures)
                        .hasSameSizeAs(waiting)
                        .allSatisfy(failure -> assertThat(failure).contains(Pkcs11Problem.TOKEN_SILENT.seen()));
            } finally {
                Files.delete(dir.resolve("hang"));
            }
            long end = System.nanoTime() + Logins.AMPLE.toNanos();
            while (!Logins.failure(source).isEmpty()) {
                assertThat(System.nanoTime()).isLessThan(end);
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void lastTryAndLockedPin_areNamed_andThePinIsNotTried() throws Exception {
        hsm.pin("wrong-pin");

        Files.writeString(dir.resolve("flags"), "20000");
        assertThat(Logins.failure(settings)).contains(Pkcs11Problem.PIN_LAST_TRY.seen());
        Files.writeString(dir.resolve("flags"), "40000");
        assertThat(Logins.failure(settings)).contains(Pkcs11Problem.PIN_LOCKED.seen());

        // The flag goes up with the first wrong PIN that a token is given, and SoftHSM has seen none.
        assertThat(dir.resolve("logins")).doesNotExist();
        Files.delete(dir.resolve("flags"));
        hsm.pin(SoftHsm.PIN);
        assertThat(Logins.failure(settings)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "C_Initialize, CKR_HOST_MEMORY",
        "C_GetSlotList, CKR_FUNCTION_FAILED",
        "C_OpenSession, CKR_SESSION_COUNT",
        "C_Login, CKR_DEVICE_ERROR",
        "C_FindObjectsInit, CKR_DEVICE_MEMORY",
        "C_GetAttributeValue, CKR_OBJECT_HANDLE_INVALID",
        "C_SignInit, CKR_KEY_FUNCTION_NOT_PERMITTED",
        "C_Sign, CKR_DEVICE_ERROR",
        "C_Sign, CKR_DEVICE_REMOVED",
        "C_Sign, CKR_SESSION_CLOSED",
        "C_Sign, CKR_BUFFER_TOO_SMALL",
    })
    void functionThatFails_isToldToDoctorByName_andIsUsedAgainWhenItWorks(String function, ReturnCode code)
            throws Exception {
        try (var source = Logins.source(settings)) {
            tell(function, code);
            assertThat(Logins.checks(source).values())
                    .filteredOn(check -> check.status() == Diagnosis.Status.FAIL)
                    .singleElement()
                    .satisfies(check -> assertThat(check.message())
                            .contains("(" + function + " returned " + code + ")")
                            .doesNotContain(SoftHsm.PIN));

            Files.delete(dir.resolve("returns"));
            assertThat(Logins.failure(source)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"CKR_PIN_INCORRECT", "CKR_PIN_EXPIRED", "CKR_PIN_LEN_RANGE"})
    void pinThatIsRefused_isSentOnce(ReturnCode code) throws Exception {
        try (var source = Logins.source(settings)) {
            tell("C_Login", code);
            assertThat(Logins.failure(source)).contains(Pkcs11Problem.PIN_WRONG.seen());
            assertThat(Logins.failure(source)).contains(Pkcs11Problem.PIN_WRONG.seen());

            assertThat(logins()).containsExactly("1");
        }
    }

    @Test
    void pinThatTheTokenHasLocked_isNamed() throws Exception {
        tell("C_Login", ReturnCode.CKR_PIN_LOCKED);

        assertThat(Logins.failure(settings)).contains(Pkcs11Problem.PIN_LOCKED.seen());
    }

    @Test
    void emptyPin_isNeverSent() throws Exception {
        for (String pin : List.of("", "  ")) {
            hsm.pin(pin);
            try (var source = Logins.source(settings)) {
                assertThat(Logins.checks(source).firstEntry().getValue().message())
                        .contains(Pkcs11Problem.PIN_EMPTY.seen());
                assertThat(Logins.failure(source)).isNotEmpty();
            }
        }

        assertThat(dir.resolve("logins")).doesNotExist();
    }

    @Test
    void keyThatAlwaysAsks_isGivenThePinOncePerSignature_andAWrongOneOnlyOnce() throws Exception {
        hsm.keyThatAlwaysAsksForThePin("cautious", "02", "EC:P-256");
        Path certificate = hsm.certificate("cautious", "clientAuth");
        var cautious = hsm.settings(dir.resolve("shim.so"), "node", "cautious", Optional.of(certificate));
        try (var source = Logins.source(cautious)) {
            assertThat(Logins.failure(source)).isEmpty();
            assertThat(Logins.failure(source)).isEmpty();
            assertThat(logins()).containsExactly("1", "2", "2");

            tell("C_Login", ReturnCode.CKR_PIN_INCORRECT);
            assertThat(Logins.failure(source)).contains(Pkcs11Problem.PIN_WRONG.seen());
            Files.delete(dir.resolve("returns"));
            assertThat(Logins.failure(source)).contains(Pkcs11Problem.PIN_WRONG.seen());
            assertThat(logins()).containsExactly("1", "2", "2", "2");

            hsm.pin(SoftHsm.PIN);
            assertThat(Logins.failure(source)).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "7", "1025", "18446744073709551615"})
    void lengthThatNoSignatureHas_isNotRead(String length) throws Exception {
        try (var source = Logins.source(settings)) {
            Files.writeString(dir.resolve("length"), length);
            assertThat(Logins.checks(source).lastEntry().getValue().message())
                    .contains(Pkcs11Problem.TOKEN_FAILING.seen() + " (C_Sign gave " + length + " bytes");

            Files.delete(dir.resolve("length"));
            assertThat(Logins.failure(source)).isEmpty();
        }
    }

    @Test
    void moduleThatDoesNotLoad_tellsWhatItReturned() throws Exception {
        tell("C_GetFunctionList", ReturnCode.CKR_LIBRARY_LOAD_FAILED);

        assertThatExceptionOfType(Pkcs11LoginException.class)
                .isThrownBy(() -> FunctionList.load(settings.modulePath()))
                .withMessage("the PKCS#11 module cannot be loaded (C_GetFunctionList returned CKR_LIBRARY_LOAD_FAILED);"
                        + " check modulePath, its file mode and its dependencies");
    }
}
