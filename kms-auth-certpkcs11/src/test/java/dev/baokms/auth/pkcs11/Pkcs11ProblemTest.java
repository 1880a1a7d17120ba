package dev.baokms.auth.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.core.failure.Failure.LoginFailed;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class Pkcs11ProblemTest {
    @ParameterizedTest
    @EnumSource
    void text_saysWhatWasSeen_andWhatToDo(Pkcs11Problem problem) {
        String text = problem.text();

        assertThat(text)
                .startsWith(problem.seen() + "; ")
                .hasSizeGreaterThan(problem.seen().length() + 5);
        assertThat(text).doesNotEndWith(".").doesNotContain("\n");
        assertThat(text.substring(0, 1)).isEqualTo(text.substring(0, 1).toLowerCase(Locale.ROOT));
        assertThat((" " + text + " ").replaceAll("[,;]", " ")).doesNotContain(" we ", " us ", " our ", " ours ");
    }

    @ParameterizedTest
    @EnumSource
    void whatTheModuleReturned_standsBehindWhatWasSeen(Pkcs11Problem problem) {
        var failure = new Pkcs11LoginException(
                problem, CryptokiException.returned(CryptokiFunction.SIGN, ReturnCode.CKR_DEVICE_ERROR.number()));

        assertThat(failure.text()).startsWith(problem.seen() + " (C_Sign returned CKR_DEVICE_ERROR); ");
        assertThat(failure.problem()).isEqualTo(problem);
    }

    @ParameterizedTest
    @EnumSource
    void failureOfTheCore_isALoginThatFailed(Pkcs11Problem problem) {
        assertThat(new Pkcs11LoginException(problem).toFailure()).isInstanceOf(LoginFailed.class);
    }

    @ParameterizedTest
    @EnumSource(names = {"CKR_DEVICE_REMOVED", "CKR_TOKEN_NOT_PRESENT"})
    void removedToken_isAbsent(ReturnCode code) {
        assertThat(problem(code)).isEqualTo(Pkcs11Problem.TOKEN_ABSENT);
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"CKR_DEVICE_REMOVED", "CKR_TOKEN_NOT_PRESENT"})
    void everyOtherCode_isAFailingToken(ReturnCode code) {
        assertThat(problem(code)).isEqualTo(Pkcs11Problem.TOKEN_FAILING);
    }

    private static Pkcs11Problem problem(ReturnCode code) {
        return Pkcs11LoginException.of(CryptokiException.returned(CryptokiFunction.SIGN, code.number()))
                .problem();
    }
}
