package dev.baokms.daemon.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.core.failure.Failure;
import dev.baokms.core.failure.Failure.LoginFailed;
import dev.baokms.transit.report.ProblemText;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The page for operators has a row for every text that a failed login may carry, and for no other. The texts are the login methods'
 * own and hidden there; only here are all of them on one class path.
 */
class LoginTextsPageTest {
    private static final Path PAGE = Path.of("../../docs/operations/troubleshooting.md");

    private static List<String> texts() throws ReflectiveOperationException {
        var texts = new ArrayList<>(List.of(
                ProblemText.LOGIN_REFUSED, ProblemText.ISSUED_TOKEN_REFUSED, ProblemText.ISSUED_TOKEN_UNUSABLE));
        texts.addAll(loginFailuresOf("dev.baokms.auth.jwt.JwtProblem"));
        texts.addAll(loginFailuresOf("dev.baokms.auth.tokenfile.TokenFileProblem"));
        for (Object problem : constantsOf("dev.baokms.auth.pkcs11.Pkcs11Problem")) {
            texts.add((String) call(problem, "text"));
        }
        return texts;
    }

    /** Without those that are another failure, such as a server that is not there. */
    private static List<String> loginFailuresOf(String problems) throws ReflectiveOperationException {
        var texts = new ArrayList<String>();
        for (Object problem : constantsOf(problems)) {
            if ((Failure) call(problem, "failure") instanceof LoginFailed(String text, boolean refused)) {
                texts.add(text);
            }
        }
        return texts;
    }

    private static Object[] constantsOf(String name) throws ClassNotFoundException {
        Object[] constants = Class.forName(name).getEnumConstants();
        assertThat(constants).as(name).hasSizeGreaterThan(4);
        return constants;
    }

    private static Object call(Object problem, String name) throws ReflectiveOperationException {
        Method method = problem.getClass().getDeclaredMethod(name);
        method.setAccessible(true);
        return method.invoke(problem);
    }

    private static List<String> rows() throws IOException {
        String page = Files.readString(PAGE);
        int begin = page.indexOf("\n## Login texts\n");
        assertThat(begin).isPositive();
        return page.substring(begin, page.indexOf("\n## ", begin + 1))
                .lines()
                .filter(line -> line.startsWith("| ") && !line.startsWith("| text |"))
                .map(line -> line.split("\\|", -1)[1].strip())
                .toList();
    }

    @Test
    void everyText_hasARow() throws Exception {
        List<String> rows = rows();

        assertThat(texts())
                .allSatisfy(text ->
                        assertThat(rows).as(text).filteredOn(text::startsWith).hasSize(1));
    }

    @Test
    void everyRow_isOfAText() throws Exception {
        List<String> texts = texts();

        assertThat(rows())
                .doesNotHaveDuplicates()
                .allSatisfy(row -> assertThat(texts).as(row).anyMatch(text -> text.startsWith(row)));
    }
}
