package dev.baokms.testkit.emulator;

import dev.baokms.testkit.emulator.ServerState.Mount;
import dev.baokms.testkit.emulator.ServerState.TransitMount;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * One request on its way through a handler.
 *
 * @param view the state that the node knows, which may be old on a standby
 * @param mount the path of the backend's mount
 * @param known the names of the path's parameters
 * @param creates whether the target does not exist in the view, so that the policy had to allow its creation
 */
record RoutedRequest(
        Request request,
        Store store,
        ServerState view,
        String mount,
        RequestParameters fields,
        Set<String> known,
        Optional<StoredToken> token,
        boolean creates) {
    /** This mount in the node's state. */
    <M extends Mount> M seen(Class<M> type) {
        return in(view, type);
    }

    /** This mount in the newest state. */
    <M extends Mount> M newest(Class<M> type) {
        return in(store.now(), type);
    }

    /** Changes this mount in the newest state, whatever the view is. */
    <M extends Mount> M change(Class<M> type, UnaryOperator<M> change) {
        return in(store.change(state -> state.with(mount, change.apply(in(state, type)))), type);
    }

    private <M extends Mount> M in(ServerState state, Class<M> type) {
        return state.mount(mount, type)
                .orElseThrow(() -> Refusal.of(404, "no handler for route \"" + mount + "/\". route entry not found."));
    }

    TransitMount transit() {
        return seen(TransitMount.class);
    }

    TransitMount changeTransit(UnaryOperator<TransitMount> change) {
        return change(TransitMount.class, change);
    }

    /** The name in the path. */
    String name() {
        return fields.text("name");
    }

    /** The name in the path, in lower case, for objects whose names ignore case. */
    String lowerName() {
        return name().toLowerCase(Locale.ROOT);
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

    /** Issues a token to this user of the mount. */
    Response loggedIn(StoredToken.Grant grant, String user) {
        StoredToken issued = store.tokens().issue(grant, store.tokens().entityOf(mount, user));
        return Response.authenticated(issued.auth(issued.issued()), warnings());
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
