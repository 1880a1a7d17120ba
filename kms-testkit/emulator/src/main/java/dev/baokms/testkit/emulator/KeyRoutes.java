package dev.baokms.testkit.emulator;

import static dev.baokms.testkit.emulator.Route.Operation.DELETE;
import static dev.baokms.testkit.emulator.Route.Operation.LIST;
import static dev.baokms.testkit.emulator.Route.Operation.READ;
import static dev.baokms.testkit.emulator.Route.Operation.UPDATE;

import dev.baokms.testkit.emulator.TransitKey.Options;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** The paths of a Transit mount that make, describe and change keys. */
final class KeyRoutes {
    private static final Set<String> NEVER_DERIVED =
            Set.of("ecdsa-p256", "ecdsa-p384", "ecdsa-p521", "rsa-2048", "rsa-3072", "rsa-4096", "hmac");
    private static final Set<String> NOT_HERE =
            Set.of("aes128-gcm96", "chacha20-poly1305", "xchacha20-poly1305", "ed25519");

    private KeyRoutes() {}

    static List<Route> all() {
        return List.of(
                Route.at("keys").build(),
                Route.at("keys/")
                        .fields("after", "limit")
                        .local(LIST, KeyRoutes::list)
                        .build(),
                Route.at("keys/:name")
                        .fields(
                                "type",
                                "derived",
                                "convergent_encryption",
                                "exportable",
                                "allow_plaintext_backup",
                                "auto_rotate_period",
                                "key_size",
                                "context")
                        .local(READ, KeyRoutes::read)
                        .write(UPDATE, KeyRoutes::create)
                        .write(DELETE, KeyRoutes::delete)
                        .build(),
                Route.at("keys/:name/rotate").write(UPDATE, KeyRoutes::rotate).build(),
                Route.at("keys/:name/config")
                        .fields(
                                "min_decryption_version",
                                "min_encryption_version",
                                "deletion_allowed",
                                "exportable",
                                "allow_plaintext_backup",
                                "auto_rotate_period")
                        .write(UPDATE, KeyRoutes::configure)
                        .build(),
                Route.at("keys/:name/trim")
                        .fields("min_available_version")
                        .write(UPDATE, KeyRoutes::trim)
                        .build(),
                Route.at("keys/:name/soft-delete")
                        .write(DELETE, call -> softDelete(call, true))
                        .build(),
                Route.at("keys/:name/soft-delete-restore")
                        .write(UPDATE, call -> softDelete(call, false))
                        .build(),
                Route.at("config/keys")
                        .fields("disable_upsert")
                        .local(READ, call -> upsertSetting(call, call.transit()))
                        .write(UPDATE, KeyRoutes::setUpsert)
                        .build(),
                Route.at("export/:type/:name/:version?")
                        .local(READ, KeyExport::answer)
                        .build());
    }

    private static Response list(RoutedRequest call) {
        return call.names(call.transit().keys().keySet());
    }

    private static Response read(RoutedRequest call) {
        return find(call.transit(), name(call))
                .map(key -> call.ok(key.description()))
                .orElseGet(() -> Response.errors(404));
    }

    private static Response create(RoutedRequest call) {
        String name = name(call);
        return find(call.transit(call.store().now()), name)
                .or(() -> Optional.of(createNew(call, name)))
                .map(key -> call.ok(key.description()))
                .orElseThrow();
    }

    private static TransitKey createNew(RoutedRequest call, String name) {
        RequestParameters fields = call.fields();
        String type = fields.has("type") ? fields.text("type") : TransitKey.TYPE;
        boolean derived = fields.flag("derived");
        if (fields.flag("convergent_encryption") && !derived) {
            throw Refusal.of(400, "convergent encryption requires derivation to be enabled");
        }
        Duration rotate = KeyConfig.autoRotate(fields);
        if (NEVER_DERIVED.contains(type) && derived) {
            throw Refusal.wrapped(
                    500, "key derivation and convergent encryption not supported for keys of type " + type);
        }
        if (NEVER_DERIVED.contains(type) || NOT_HERE.contains(type) || fields.flag("convergent_encryption")) {
            throw Refusal.notHere("keys other than aes256-gcm96, convergent encryption");
        }
        if (!type.equals(TransitKey.TYPE)) {
            throw Refusal.of(400, "unknown key type " + type);
        }
        if (fields.has("key_size")) {
            throw Refusal.of(400, "key_size is not valid for algorithm " + type);
        }
        var options = new Options(
                false, fields.flag("exportable"), fields.flag("allow_plaintext_backup"), rotate, false, true);
        TransitKey fresh = TransitKey.fresh(name, derived, call.now()).with(options);
        return key(call.changeTransit(mount -> mount.keys().containsKey(name) ? mount : mount.withKey(fresh)), name);
    }

    private static Response rotate(RoutedRequest call) {
        return change(call, () -> Refusal.of(400, "key not found"), key -> {
            if (key.options().softDeleted()) {
                throw Refusal.wrapped(500, "refusing to use soft-deleted key");
            }
            return key.rotated(call.now());
        });
    }

    private static Response configure(RoutedRequest call) {
        RequestParameters fields = call.fields();
        boolean raised = fields.has("min_decryption_version") && fields.number("min_decryption_version") == 0;
        Response done = change(
                call,
                () -> Refusal.of(400, "no existing key named " + name(call) + " could be found"),
                key -> KeyConfig.apply(fields, key));
        return raised
                ? call.ok(
                        key(call.transit(call.store().now()), name(call)).description(),
                        "since Vault 0.3 (prior to the OpenBao fork), transit key numbering starts at 1; forcing"
                                + " minimum to 1")
                : done;
    }

    private static Response trim(RoutedRequest call) {
        if (!call.fields().has("min_available_version")) {
            throw Refusal.of(400, "missing min_available_version");
        }
        int asked = call.fields().number("min_available_version");
        return change(call, () -> Refusal.of(400, "invalid key name"), key -> KeyConfig.trim(asked, key));
    }

    private static Response delete(RoutedRequest call) {
        String name = name(call);
        call.changeTransit(mount -> {
            TransitKey key = find(mount, name)
                    .orElseThrow(() ->
                            Refusal.of(400, "error deleting policy " + name + ": could not delete key; not found"));
            if (!key.options().deletionAllowed()) {
                throw Refusal.of(400, "error deleting policy " + name + ": deletion is not allowed for this key");
            }
            return mount.withoutKey(name);
        });
        return Response.noContent();
    }

    private static Response softDelete(RoutedRequest call, boolean deleted) {
        Optional<TransitKey> found = find(call.transit(call.store().now()), name(call));
        if (found.isEmpty()) {
            return Response.noContent();
        }
        if (found.get().options().softDeleted() == deleted) {
            return call.ok(
                    found.get().description(), deleted ? "key is already soft deleted" : "key is not soft deleted");
        }
        return change(
                call,
                () -> Refusal.of(400, "key not found"),
                key -> key.with(key.options().withSoftDeleted(deleted)));
    }

    private static Response upsertSetting(RoutedRequest call, State.Transit mount) {
        return call.ok(Map.of("disable_upsert", mount.upsertDisabled()));
    }

    private static Response setUpsert(RoutedRequest call) {
        boolean disabled = call.fields().flag("disable_upsert");
        return upsertSetting(call, call.changeTransit(mount -> mount.withUpsertDisabled(disabled)));
    }

    private static Response change(RoutedRequest call, Supplier<Refusal> missing, UnaryOperator<TransitKey> change) {
        String name = name(call);
        State.Transit changed = call.changeTransit(
                mount -> mount.withKey(change.apply(find(mount, name).orElseThrow(missing))));
        return call.ok(key(changed, name).description());
    }

    static Optional<TransitKey> find(State.Transit mount, String name) {
        return Optional.ofNullable(mount.keys().get(name));
    }

    private static TransitKey key(State.Transit mount, String name) {
        return find(mount, name).orElseThrow(() -> Refusal.of(400, "key not found"));
    }

    static String name(RoutedRequest call) {
        return call.fields().text("name");
    }
}
