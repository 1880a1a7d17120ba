package dev.baokms.auth.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FunctionListTest {
    @TempDir
    Path dir;

    @Test
    void missingList_isRefused_insteadOfRead() {
        assertThatExceptionOfType(Pkcs11LoginException.class)
                .isThrownBy(() -> FunctionList.at(MemorySegment.NULL))
                .satisfies(failure -> assertThat(failure.problem()).isEqualTo(Pkcs11Problem.MODULE_UNUSABLE));
    }

    @ParameterizedTest
    @EnumSource
    void missingFunction_isRefused_insteadOfCalled(CryptokiFunction function) throws Exception {
        try (var module = new JavaModule()) {
            module.put(function, MemorySegment.NULL);

            assertThatExceptionOfType(Pkcs11LoginException.class)
                    .isThrownBy(module::cryptoki)
                    .satisfies(failure -> assertThat(failure.problem()).isEqualTo(Pkcs11Problem.MODULE_UNUSABLE));
        }
    }

    @Test
    void fileThatIsNoLibrary_isRefused() throws Exception {
        assertUnusable(dir.resolve("absent.so"));
        assertUnusable(Files.write(dir.resolve("text.so"), "no library".getBytes(StandardCharsets.UTF_8)));
        assertUnusable(Files.createFile(dir.resolve("empty.so")));
        assertUnusable(dir);
    }

    /** Java's own, which is a library and no module. */
    @Test
    void libraryWithoutAFunctionList_isRefused() {
        Path libraries = Path.of(System.getProperty("java.home"), "lib");

        assertUnusable(libraries.resolve(System.mapLibraryName("zip")));
    }

    @Test
    void positionsAndNames_areEachTakenOnce() {
        var positions = new HashSet<Integer>();
        for (CryptokiFunction function : CryptokiFunction.values()) {
            assertThat(positions.add(function.position())).as("%s", function).isTrue();
            assertThat(8L * (1 + function.position())).isLessThan(FunctionList.LIST_BYTES);
        }
        assertThat(Arrays.stream(CryptokiFunction.values()).map(CryptokiFunction::toString))
                .allMatch(name -> name.startsWith("C_"))
                .doesNotHaveDuplicates();
    }

    @Test
    void callWithWrongArguments_isABugOfThisModule() throws Exception {
        try (var module = new JavaModule()) {
            FunctionList functions = FunctionList.at(module.list());

            assertThatIllegalStateException()
                    .isThrownBy(() -> functions.call(CryptokiFunction.CLOSE_SESSION, "no number"))
                    .withMessage("a native call was made with wrong arguments");
        }
    }

    private static void assertUnusable(Path library) {
        assertThatExceptionOfType(Pkcs11LoginException.class)
                .isThrownBy(() -> FunctionList.load(library.toString()))
                .satisfies(failure -> assertThat(failure.problem()).isEqualTo(Pkcs11Problem.MODULE_UNUSABLE))
                .satisfies(failure -> assertThat(failure.text()).doesNotContain(library.toString()));
    }
}
