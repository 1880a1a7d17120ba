package dev.baokms.testkit.emulator;

import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way through a handler.
 *
 * @param mount the path of the backend's mount
 * @param view what the node knows, which on a standby may be old
 * @param creates whether the thing to use does not exist in the view, so that the policy had to allow its creation
 * @param certificate the client's, of the connection
 */
record RoutedRequest(
        Store store,
        State view,
        String mount,
        RequestParameters fields,
        Set<String> known,
        Optional<StoredToken> token,
        boolean creates,
        InetSocketAddress from,
        Optional<X509Certificate> certificate) {
    State.Transit transit() {
        return transit(view);
    }

    State.Transit transit(State state) {
        return found(state.transits().get(mount));
    }

    State.Jwt jwt(State state) {
        return found(state.logins().get(mount));
    }

    State.Cert cert(State state) {
        return found(state.certificates().get(mount));
    }

    /** Changes this mount, on the newest state whatever the view is. */
    State.Transit changeTransit(UnaryOperator<State.Transit> change) {
        return transit(store.change(state -> state.withTransit(mount, change.apply(transit(state)))));
    }

    State.Jwt changeJwt(UnaryOperator<State.Jwt> change) {
        return jwt(store.change(state -> state.withLogin(mount, change.apply(jwt(state)))));
    }

    State.Cert changeCert(UnaryOperator<State.Cert> change) {
        return cert(store.change(state -> state.withCertificates(mount, change.apply(cert(state)))));
    }

    private <M> M found(@Nullable M mounted) {
        if (mounted == null) {
            throw Refusal.of(404, "no handler for route \"" + mount + "/\". route entry not found.");
        }
        return mounted;
    }

    StoredToken caller() {
        return token.orElseThrow(() -> Refusal.of(403, "permission denied"));
    }

    Instant now() {
        return store.instant();
    }

    List<String> warnings(String... own) {
        List<String> all = new ArrayList<>(List.of(own));
        all.addAll(fields.warnings(known));
        return all;
    }

    Response ok(Map<String, ?> data, String... warnings) {
        return Response.ok(data, warnings(warnings));
    }

    /** An answer to a list: names in order, and 404 when there is none. */
    Response names(Iterable<String> sorted) {
        String after = fields.text("after");
        int limit = fields.number("limit");
        List<String> names = new ArrayList<>();
        for (String name : sorted) {
            if (name.compareTo(after) > 0 && (limit <= 0 || names.size() < limit)) {
                names.add(name);
            }
        }
        return names.isEmpty() ? Response.errors(404) : ok(Map.of("keys", names));
    }
}
