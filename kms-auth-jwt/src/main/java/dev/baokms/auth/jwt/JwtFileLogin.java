package dev.baokms.auth.jwt;

import dev.baokms.core.login.CredentialSource;
import dev.baokms.core.login.Diagnosis;
import dev.baokms.core.login.Login;
import dev.baokms.core.login.LoginHost;
import dev.baokms.core.port.Budget;
import dev.baokms.core.port.ByteSource;
import java.util.List;

/** A login whose JWT comes from a file. */
final class JwtFileLogin implements Login {
    private final JwtLogin login;
    private final ByteSource file;
    private final JwtFile jwt;

    JwtFileLogin(JwtLogin login, JwtSettings.JwtFromFile source, LoginHost host) {
        this.login = login;
        this.file = host.secretFile(source.path());
        this.jwt = new JwtFile(file, new ClaimRules(login, host.clock()));
    }

    @Override
    public CredentialSource credentials() {
        return new JwtCredentials(login, jwt);
    }

    @Override
    public List<Watched> watched() {
        return List.of(new Watched("jwt", file, budget -> jwt.problem().map(JwtProblem::failure)));
    }

    @Override
    public Diagnosis check(String id, Budget budget) {
        return switch (id) {
            case JwtMethod.FILE_CHECK ->
                FileAdvice.of(file, JwtFile.MAX_BYTES)
                        .or(() -> jwt.problem().map(JwtProblem::sentence))
                        .map(Diagnosis::fail)
                        .orElseGet(() -> Diagnosis.pass(
                                "the JWT file is safe, and its JWT has the expected claims and is valid long enough"));
            case JwtMethod.SECRET_CHECK, JwtMethod.GRANT_CHECK ->
                Diagnosis.skip("not needed: the JWT comes from a file");
            default -> throw new IllegalArgumentException("there is no check " + id);
        };
    }

    @Override
    public List<String> startProblems() {
        return FileAdvice.ofWhatIsThere(file, JwtFile.MAX_BYTES).stream().toList();
    }
}
