package dev.baokms.auth.tokenfile;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.entry;

import dev.baokms.auth.FakeFile;
import dev.baokms.auth.FakeHost;
import dev.baokms.auth.Given;
import dev.baokms.core.failure.Failure;
import dev.baokms.core.failure.Outcome;
import dev.baokms.core.login.Credential;
import dev.baokms.core.login.Diagnosis;
import dev.baokms.core.login.Login;
import dev.baokms.core.login.LoginMethod.Check;
import dev.baokms.core.login.LoginMethod.Setup;
import dev.baokms.core.port.Budget;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenFileMethodTest {
    private static final Budget ENOUGH = () -> Duration.ofSeconds(2);
    private static final String TOKEN = "s.CanaryToken4711";

    private final TokenFileMethod method = new TokenFileMethod();
    private final FakeHost host = new FakeHost(Instant.EPOCH);
    private final FakeFile file = host.secretFile("/run/agent/token");
    private final Login login = method.open(method.read(new Given().with("tokenFile.path", "/run/agent/token")), host);

    @Test
    void whatItShows_isThePublished() {
        assertThat(method.name()).isEqualTo("token-file");
        assertThat(method.settings()).singleElement().satisfies(setting -> {
            assertThat(setting.name()).isEqualTo("tokenFile.path");
            assertThat(setting.type().name()).isEqualTo("absolute path");
            assertThat(setting.required()).isTrue();
        });
        assertThat(method.checks()).containsExactly(new Check("token.local", "the token file"));
        assertThat(method.installedFiles()).containsOnly(entry("tokenFile.path", "token"));
        assertThat(method.setup(new TokenFileSettings("/t"))).isEqualTo(new Setup("", "", Map.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"%s", "%s\n", "%s\r\n", "%s\n\n"})
    void token_isTakenWithoutItsLineEnd(String form) {
        file.write(form.replace("%s", TOKEN));

        assertThat(tokenOf(obtain())).isEqualTo(TOKEN);
    }

    @Test
    void replacedToken_isTheNextCredential() {
        file.write(TOKEN);
        tokenOf(obtain());

        file.write("s.second");

        assertThat(tokenOf(obtain())).isEqualTo("s.second");
    }

    static Stream<Arguments> contents() {
        return Stream.of(
                Arguments.of("", TokenFileProblem.EMPTY),
                Arguments.of("\r\n", TokenFileProblem.EMPTY),
                Arguments.of("{\"token\":\"" + TOKEN + "\",\"ttl\":300}", TokenFileProblem.WRAPPED),
                Arguments.of(" " + TOKEN, TokenFileProblem.NOT_A_TOKEN),
                Arguments.of("one\ntwo", TokenFileProblem.NOT_A_TOKEN),
                Arguments.of("s.caf\u00e9", TokenFileProblem.NOT_A_TOKEN),
                Arguments.of("s.\u007f", TokenFileProblem.NOT_A_TOKEN),
                Arguments.of("s".repeat(TokenFileLogin.MAX_BYTES + 1), TokenFileProblem.TOO_LONG));
    }

    @ParameterizedTest
    @MethodSource("contents")
    void anythingElse_isRefusedForItsOwnCause(String content, TokenFileProblem expected) {
        file.write(content);

        assertThat(obtain()).isEqualTo(Outcome.failed(new Failure.LoginFailed(expected.sentence(), false)));
        assertThat(flaw()).contains(expected.failure());
    }

    @Test
    void longestToken_isTaken() {
        file.write("s".repeat(TokenFileLogin.MAX_BYTES));

        assertThat(tokenOf(obtain())).hasSize(TokenFileLogin.MAX_BYTES);
    }

    @Property
    void anyBytes_areATokenExactlyIfTheyArePrintableAscii(@ForAll byte[] content) {
        var anyFile = new FakeFile().write(content);
        String text = new String(content, ISO_8859_1);

        boolean taken = new TokenFileLogin(anyFile).obtain(ENOUGH) instanceof Outcome.Ok<Credential>;

        assertThat(taken).isEqualTo(text.matches("[\\x21-\\x7a|}~][\\x21-\\x7e]*[\\r\\n]*"));
    }

    @Test
    void missingOrUnsafeFile_isNotUsed() {
        assertThat(obtain()).isEqualTo(Outcome.failed(TokenFileProblem.MISSING.failure()));

        file.write(TOKEN).expose();
        assertThat(obtain()).isEqualTo(Outcome.failed(TokenFileProblem.UNSAFE.failure()));
    }

    @Test
    void spentBudget_isTimeout() {
        file.write(TOKEN);

        assertThat(login.credentials().obtain(() -> Duration.ZERO)).isEqualTo(Outcome.failed(new Failure.Timeout()));
    }

    @Test
    void file_isWatchedByItsPublishedName() {
        file.write(TOKEN);

        assertThat(login.watched()).singleElement().satisfies(watched -> {
            assertThat(watched.label()).isEqualTo("token");
            assertThat(watched.source()).isSameAs(file);
        });
        assertThat(flaw()).isEmpty();
    }

    @Test
    void check_tellsGoodFromBadInWordsThatStandAlone() {
        file.write(TOKEN);
        assertThat(check("token.local")).isEqualTo(Diagnosis.pass("the token file is safe and holds a token"));

        file.write("");
        assertThat(check("token.local")).isEqualTo(Diagnosis.fail(TokenFileProblem.EMPTY.sentence()));

        file.expose();
        assertThat(check("token.local")).isEqualTo(Diagnosis.fail(FakeFile.ADVICE));
        assertThatIllegalArgumentException().isThrownBy(() -> check("jwt.local"));
    }

    @Test
    void start_isStoppedByAFileThatIsUnsafeAndNotByOneThatMayStillCome() {
        assertThat(login.startProblems()).isEmpty();

        file.write("").expose();
        assertThat(login.startProblems()).containsExactly(FakeFile.ADVICE);

        file.remove();
        assertThat(login.startProblems()).containsExactly(FakeFile.ADVICE);
    }

    @Test
    void tokenAndPlace_areInNoText() {
        var texts = new ArrayList<String>();
        for (String content : new String[] {TOKEN, " " + TOKEN, "{" + TOKEN}) {
            file.write(content);
            texts.add(obtain().toString());
            texts.add(flaw().toString());
            texts.add(check("token.local").toString());
        }

        assertThat(texts)
                .noneMatch(text -> text.contains("Canary") || text.contains("/run") || text.contains("/place"));
    }

    private Outcome<Credential> obtain() {
        return login.credentials().obtain(ENOUGH);
    }

    private Optional<Failure> flaw() {
        return login.watched().getFirst().flaw().apply(ENOUGH);
    }

    private Diagnosis check(String id) {
        return login.check(id, ENOUGH);
    }

    private static String tokenOf(Outcome<Credential> outcome) {
        if (outcome instanceof Outcome.Ok<Credential>(Credential.IssuedToken issued)) {
            try (issued) {
                return issued.token().exposeTo(bytes -> new String(bytes, US_ASCII));
            }
        }
        throw new AssertionError("expected a token, got " + outcome);
    }
}
