package dev.baokms.testkit.emulator;

import static dev.baokms.testkit.emulator.Route.Operation.DELETE;
import static dev.baokms.testkit.emulator.Route.Operation.LIST;
import static dev.baokms.testkit.emulator.Route.Operation.READ;
import static dev.baokms.testkit.emulator.Route.Operation.UPDATE;

import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The paths of a cert auth mount. Whoever reaches the port may shake hands with any certificate; these judge it. */
final class CertRoutes {
    private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
    private static final String ANY_USAGE = "2.5.29.37.0";

    private CertRoutes() {}

    static List<Route> all() {
        return List.of(
                Route.at("login")
                        .fields("name")
                        .write(UPDATE, CertRoutes::login)
                        .login(),
                Route.at("certs/")
                        .fields("after", "limit")
                        .local(
                                LIST,
                                call -> call.names(
                                        call.cert(call.view()).roles().keySet()))
                        .build(),
                Route.at("certs/:name")
                        .fields("certificate", "allowed_common_names", "token_policies", "token_no_default_policy")
                        .fields("token_ttl", "token_max_ttl", "token_period", "display_name")
                        .local(READ, CertRoutes::readRole)
                        .write(UPDATE, CertRoutes::writeRole)
                        .write(DELETE, CertRoutes::deleteRole)
                        .build());
    }

    private static Response login(RoutedRequest call) {
        X509Certificate shown = call.certificate().orElseThrow(CertRoutes::none);
        String asked = call.fields().text("name").toLowerCase(Locale.ROOT);
        List<CertRole> trusting = call.cert(call.store().now()).roles().values().stream()
                .filter(role -> asked.isEmpty() || role.name().equals(asked))
                .filter(role -> role.trusts(shown))
                .toList();
        if (trusting.isEmpty()) {
            throw Refusal.of(400, "invalid certificate or no client certificate supplied");
        }
        requireUsable(shown, call);
        CertRole role = trusting.stream()
                .filter(candidate -> candidate.admits(shown))
                .findFirst()
                .orElseThrow(() ->
                        Refusal.of(400, "no chain matching all constraints could be found for this login certificate"));
        Tokens tokens = call.store().tokens();
        StoredToken token = tokens.issue(
                role.grant(call.mount(), shown), tokens.entityOf(call.mount(), CertRole.commonName(shown)));
        return Response.authenticated(token.auth(token.issued()), call.warnings());
    }

    /** That the chain fails for another reason than its issuer is an internal error to a real server. */
    private static void requireUsable(X509Certificate shown, RoutedRequest call) {
        try {
            shown.checkValidity(Date.from(call.now()));
            List<String> usages = shown.getExtendedKeyUsage();
            if (usages != null && !usages.contains(CLIENT_AUTH) && !usages.contains(ANY_USAGE)) {
                throw unverified("x509: certificate specifies an incompatible key usage");
            }
        } catch (CertificateExpiredException | CertificateNotYetValidException e) {
            throw unverified("x509: certificate has expired or is not yet valid");
        } catch (CertificateParsingException e) {
            throw unverified("x509: malformed certificate");
        }
    }

    private static Refusal unverified(String why) {
        return Refusal.of(500, "failed to verify client's certificate: " + why);
    }

    /**
     * The role whose times a renewal counts by; empty if it is gone, and then nothing is renewed and nothing is said.
     *
     * @param bound what the token was issued for
     */
    static Optional<CertRole> renewing(
            RoutedRequest call, StoredToken token, StoredToken.Login login, X509Certificate bound) {
        X509Certificate shown = call.certificate().orElseThrow(CertRoutes::none);
        if (!shown.equals(bound)) {
            throw Refusal.wrapped(
                    500,
                    "failed to renew entry: client identity during renewal not matching client identity used during"
                            + " login");
        }
        Optional<CertRole> role = Optional.ofNullable(
                        call.store().now().certificates().get(login.mount()))
                .map(mount -> mount.roles().get(login.role()));
        if (role.filter(now -> !now.granted().equals(token.grant().policies())).isPresent()) {
            throw Refusal.wrapped(500, "failed to renew entry: policies have changed, not renewing");
        }
        return role;
    }

    private static Refusal none() {
        return Refusal.of(400, "no client certificate found");
    }

    private static Response readRole(RoutedRequest call) {
        return Optional.ofNullable(call.cert(call.view()).roles().get(name(call)))
                .map(role -> call.ok(role.description()))
                .orElseGet(() -> Response.errors(404));
    }

    private static Response writeRole(RoutedRequest call) {
        CertRole role = CertRole.read(name(call), call.fields());
        call.changeCert(mount -> mount.with(role));
        return Response.noContent();
    }

    private static Response deleteRole(RoutedRequest call) {
        call.changeCert(mount -> mount.withoutRole(name(call)));
        return Response.noContent();
    }

    private static String name(RoutedRequest call) {
        return call.fields().text("name").toLowerCase(Locale.ROOT);
    }
}
