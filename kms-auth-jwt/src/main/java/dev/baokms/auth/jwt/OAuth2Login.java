package dev.baokms.auth.jwt;

import dev.baokms.core.login.CredentialSource;
import dev.baokms.core.login.Diagnosis;
import dev.baokms.core.login.Login;
import dev.baokms.core.login.LoginHost;
import dev.baokms.core.port.Budget;
import dev.baokms.core.port.ByteSource;
import dev.baokms.core.secret.SecretBytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A login whose JWT comes from an OAuth2 server. */
final class OAuth2Login implements Login {
    private final JwtLogin login;
    private final ByteSource secretFile;
    private final Optional<ServerTrust.Bundle> bundle;
    private final ClientSecret secret;
    private final ServerTrust trust;
    private final OAuth2Grant grant;

    OAuth2Login(JwtLogin login, OAuth2Settings settings, JwtMethod.HttpClients clients, LoginHost host) {
        this.login = login;
        this.secretFile = host.secretFile(settings.clientSecretFile());
        this.bundle = settings.caCertFile().map(path -> new ServerTrust.Bundle(path, host.publicFile(path)));
        this.secret = new ClientSecret(secretFile);
        this.trust = new ServerTrust(clients, bundle);
        this.grant =
                new OAuth2Grant(settings, login.minRemainingTtl(), secret, trust, new ClaimRules(login, host.clock()));
    }

    @Override
    public CredentialSource credentials() {
        return new JwtCredentials(login, grant);
    }

    @Override
    public List<Watched> watched() {
        var files = new ArrayList<Watched>();
        files.add(new Watched(
                "client_secret", secretFile, budget -> secret.problem().map(JwtProblem::failure)));
        bundle.ifPresent(ca -> files.add(new Watched(
                "oauth2_ca", ca.file(), budget -> trust.advice().map(advice -> JwtProblem.CA_UNUSABLE.failure()))));
        return List.copyOf(files);
    }

    @Override
    public Diagnosis check(String id, Budget budget) {
        return switch (id) {
            case JwtMethod.FILE_CHECK -> Diagnosis.skip("not needed: the JWT comes from an OAuth2 server");
            case JwtMethod.SECRET_CHECK ->
                FileAdvice.of(secretFile, ClientSecret.MAX_BYTES)
                        .or(() -> secret.problem().map(JwtProblem::sentence))
                        .map(Diagnosis::fail)
                        .orElseGet(() -> Diagnosis.pass("the client secret file is safe and holds a secret"));
            case JwtMethod.GRANT_CHECK -> trust.advice().map(Diagnosis::fail).orElseGet(() -> trial(budget));
            default -> throw new IllegalArgumentException("there is no check " + id);
        };
    }

    private Diagnosis trial(Budget budget) {
        return switch (grant.jwt(budget)) {
            case JwtAttempt.Got<SecretBytes>(SecretBytes jwt) -> {
                jwt.close();
                yield Diagnosis.pass(
                        "the OAuth2 server grants a JWT that has the expected claims and is valid long enough");
            }
            case JwtAttempt.Stopped<SecretBytes> stopped ->
                Diagnosis.fail(stopped.problem().sentence());
        };
    }

    @Override
    public List<String> startProblems() {
        var problems = new ArrayList<String>();
        FileAdvice.ofWhatIsThere(secretFile, ClientSecret.MAX_BYTES).ifPresent(problems::add);
        // Unlike a secret, the bundle is not issued to this node: if it is missing at the start, the path is wrong.
        trust.advice().ifPresent(problems::add);
        return List.copyOf(problems);
    }
}
