package dev.baokms.testkit.emulator;

import static dev.baokms.testkit.emulator.Route.AclOperation.DELETE;
import static dev.baokms.testkit.emulator.Route.AclOperation.UPDATE;

import dev.baokms.testkit.emulator.ServerState.CertMount;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The paths of a cert auth mount. The port accepts any certificate in the handshake; these routes judge it. */
final class CertRoutes {
    private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
    private static final String ANY_USAGE = "2.5.29.37.0";

    private CertRoutes() {}

    static List<Route> all() {
        return List.of(
                Route.at("login").fields("name").login(CertRoutes::login),
                Route.at("certs/:name").write(UPDATE, CertRoutes::writeRole).write(DELETE, CertRoutes::deleteRole));
    }

    private static Response login(RoutedRequest call) {
        X509Certificate shown = call.request().certificate().orElseThrow(CertRoutes::none);
        String asked = call.fields().text("name").toLowerCase(Locale.ROOT);
        List<CertRole> trusting = call.newest(CertMount.class).roles().values().stream()
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
        String user = CertRole.commonName(shown);
        var login = new StoredToken.LoggedIn(call.mount(), role.name(), Optional.of(shown));
        Map<String, String> meta = Map.of(
                "cert_name", role.name(),
                "common_name", user,
                "serial_number", shown.getSerialNumber().toString());
        return call.loggedIn(role.terms().grant(login, role.name(), new TreeMap<>(meta)), user);
    }

    /** For a real server, a chain that fails for another reason than its issuer is an internal error. */
    private static void requireUsable(X509Certificate shown, RoutedRequest call) {
        try {
            shown.checkValidity(Date.from(call.now()));
            List<String> usages = shown.getExtendedKeyUsage();
            if (usages != null && !usages.contains(CLIENT_AUTH) && !usages.contains(ANY_USAGE)) {
                throw unverified("certificate specifies an incompatible key usage");
            }
        } catch (CertificateExpiredException | CertificateNotYetValidException e) {
            throw unverified("certificate has expired or is not yet valid");
        } catch (CertificateParsingException e) {
            throw unverified("malformed certificate");
        }
    }

    private static Refusal unverified(String why) {
        return Refusal.of(500, "failed to verify client's certificate: x509: " + why);
    }

    /**
     * The terms of a renewal; empty if the role is gone, and then nothing is renewed, without an error.
     *
     * @param bound what the token was issued for
     */
    static Optional<TokenTerms> renewing(
            RoutedRequest call, StoredToken token, StoredToken.LoggedIn login, X509Certificate bound) {
        X509Certificate shown = call.request().certificate().orElseThrow(CertRoutes::none);
        if (!shown.equals(bound)) {
            throw Refusal.wrapped(
                    500,
                    "failed to renew entry: client identity during renewal not matching client identity used during"
                            + " login");
        }
        Optional<TokenTerms> terms = call.store()
                .now()
                .mount(login.mount(), CertMount.class)
                .map(mount -> mount.roles().get(login.role()))
                .map(CertRole::terms);
        if (terms.filter(now -> !now.granted().equals(token.policies())).isPresent()) {
            throw Refusal.wrapped(500, "failed to renew entry: policies have changed, not renewing");
        }
        return terms;
    }

    private static Refusal none() {
        return Refusal.of(400, "no client certificate found");
    }

    private static Response writeRole(RoutedRequest call) {
        CertRole role = CertRole.read(call.lowerName(), call.fields());
        call.change(CertMount.class, mount -> mount.with(role));
        return Response.noContent();
    }

    private static Response deleteRole(RoutedRequest call) {
        call.change(CertMount.class, mount -> mount.withoutRole(call.lowerName()));
        return Response.noContent();
    }
}
