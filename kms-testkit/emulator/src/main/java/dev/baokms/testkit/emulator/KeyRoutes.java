package dev.baokms.testkit.emulator;

import static dev.baokms.testkit.emulator.Route.AclOperation.DELETE;
import static dev.baokms.testkit.emulator.Route.AclOperation.LIST;
import static dev.baokms.testkit.emulator.Route.AclOperation.READ;
import static dev.baokms.testkit.emulator.Route.AclOperation.UPDATE;

import dev.baokms.testkit.emulator.ServerState.TransitMount;
import dev.baokms.testkit.emulator.TransitKey.Options;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** The paths of a Transit mount that create, describe and change keys. */
final class KeyRoutes {
    private KeyRoutes() {}

    static List<Route> all() {
        return List.of(
                Route.at("keys"),
                Route.at("keys/")
                        .fields("after", "limit")
                        .local(LIST, call -> call.names(call.transit().keys().keySet())),
                Route.at("keys/:name")
                        .fields("type", "derived", "convergent_encryption", "exportable", "allow_plaintext_backup")
                        .fields("auto_rotate_period", "key_size", "context")
                        .local(READ, KeyRoutes::read)
                        .write(UPDATE, KeyRoutes::create)
                        .write(DELETE, KeyRoutes::delete),
                Route.at("keys/:name/rotate").write(UPDATE, KeyRoutes::rotate),
                Route.at("keys/:name/config")
                        .fields("min_decryption_version", "min_encryption_version", "deletion_allowed", "exportable")
                        .fields("allow_plaintext_backup", "auto_rotate_period")
                        .write(UPDATE, KeyRoutes::configure),
                Route.at("keys/:name/trim").fields("min_available_version").write(UPDATE, KeyRoutes::trim),
                Route.at("keys/:name/soft-delete").write(DELETE, call -> softDelete(call, true)),
                Route.at("keys/:name/soft-delete-restore").write(UPDATE, call -> softDelete(call, false)),
                Route.at("config/keys")
                        .fields("disable_upsert")
                        .local(READ, call -> upsertSetting(call, call.transit()))
                        .write(UPDATE, KeyRoutes::setUpsert),
                Route.at("export/encryption-key/:name").local(READ, KeyRoutes::export));
    }

    private static Response read(RoutedRequest call) {
        return find(call.transit(), call.name())
                .map(key -> call.ok(key.description()))
                .orElseGet(() -> Response.errors(404));
    }

    /** An existing key stays unchanged, whatever is requested. */
    private static Response create(RoutedRequest call) {
        String name = call.name();
        TransitMount now = call.newest(TransitMount.class);
        if (!now.keys().containsKey(name)) {
            TransitKey fresh = fresh(call, name);
            now = call.changeTransit(mount -> mount.keys().containsKey(name) ? mount : mount.withKey(fresh));
        }
        return described(call, now);
    }

    private static TransitKey fresh(RoutedRequest call, String name) {
        RequestParameters fields = call.fields();
        String type = fields.has("type") ? fields.text("type") : TransitKey.TYPE;
        boolean derived = fields.flag("derived");
        if (fields.flag("convergent_encryption") && !derived) {
            throw Refusal.of(400, "convergent encryption requires derivation to be enabled");
        }
        Duration rotate = KeyConfig.autoRotate(fields);
        if (derived && (type.startsWith("rsa-") || type.startsWith("ecdsa-"))) {
            throw Refusal.wrapped(
                    500, "key derivation and convergent encryption not supported for keys of type " + type);
        }
        KeyConfig.requireKnownType(fields, type, KeyConfig.CREATABLE);
        if (fields.has("key_size")) {
            throw Refusal.of(400, "key_size is not valid for algorithm " + type);
        }
        var options = new Options(
                false, fields.flag("exportable"), fields.flag("allow_plaintext_backup"), rotate, false, true);
        return TransitKey.fresh(name, derived, call.now()).with(options);
    }

    private static Response rotate(RoutedRequest call) {
        return change(call, "key not found", key -> {
            if (key.options().softDeleted()) {
                throw Refusal.wrapped(500, "refusing to use soft-deleted key");
            }
            return key.rotated(call.now());
        });
    }

    private static Response configure(RoutedRequest call) {
        RequestParameters fields = call.fields();
        boolean raised = fields.has("min_decryption_version") && fields.number("min_decryption_version") == 0;
        String[] warnings = raised
                ? new String[] {
                    "since Vault 0.3 (prior to the OpenBao fork), transit key numbering starts at 1; forcing minimum"
                            + " to 1"
                }
                : new String[0];
        return change(
                call,
                "no existing key named " + call.name() + " could be found",
                key -> KeyConfig.apply(fields, key),
                warnings);
    }

    private static Response trim(RoutedRequest call) {
        if (!call.fields().has("min_available_version")) {
            throw Refusal.of(400, "missing min_available_version");
        }
        int asked = call.fields().number("min_available_version");
        return change(call, "invalid key name", key -> KeyConfig.trim(asked, key));
    }

    private static Response delete(RoutedRequest call) {
        String name = call.name();
        call.changeTransit(mount -> {
            boolean allowed = find(mount, name)
                    .orElseThrow(() -> undeletable(name, "could not delete key; not found"))
                    .options()
                    .deletionAllowed();
            if (!allowed) {
                throw undeletable(name, "deletion is not allowed for this key");
            }
            return mount.withoutKey(name);
        });
        return Response.noContent();
    }

    private static Refusal undeletable(String name, String why) {
        return Refusal.of(400, "error deleting policy " + name + ": " + why);
    }

    private static Response softDelete(RoutedRequest call, boolean deleted) {
        Optional<TransitKey> found = find(call.newest(TransitMount.class), call.name());
        if (found.isEmpty()) {
            return Response.noContent();
        }
        if (found.get().options().softDeleted() == deleted) {
            return call.ok(
                    found.get().description(), deleted ? "key is already soft deleted" : "key is not soft deleted");
        }
        return change(call, "key not found", key -> key.with(key.options().withSoftDeleted(deleted)));
    }

    private static Response upsertSetting(RoutedRequest call, TransitMount mount) {
        return call.ok(Map.of("disable_upsert", mount.upsertDisabled()));
    }

    private static Response setUpsert(RoutedRequest call) {
        boolean disabled = call.fields().flag("disable_upsert");
        return upsertSetting(call, call.changeTransit(mount -> mount.withUpsertDisabled(disabled)));
    }

    /** Exports the raw material of keys that allow it, so that a test can prove the ciphertext's layout. */
    private static Response export(RoutedRequest call) {
        Optional<TransitKey> found = find(call.transit(), call.name());
        if (found.isEmpty()) {
            return Response.errors(404);
        }
        TransitKey key = found.get();
        if (!key.options().exportable()) {
            throw Refusal.of(400, "private key material is not exportable");
        }
        Map<String, Object> keys = new TreeMap<>();
        key.decryptable().forEach((number, version) -> keys.put(number.toString(), KeyBox.encode(version.material())));
        return call.ok(new TreeMap<>(Map.of("keys", keys, "name", key.name(), "type", TransitKey.TYPE)));
    }

    private static Response change(
            RoutedRequest call, String missing, UnaryOperator<TransitKey> change, String... warnings) {
        TransitMount changed = call.changeTransit(mount ->
                mount.withKey(change.apply(find(mount, call.name()).orElseThrow(() -> Refusal.of(400, missing)))));
        return described(call, changed, warnings);
    }

    private static Response described(RoutedRequest call, TransitMount mount, String... warnings) {
        return call.ok(find(mount, call.name()).orElseThrow().description(), warnings);
    }

    static Optional<TransitKey> find(TransitMount mount, String name) {
        return Optional.ofNullable(mount.keys().get(name));
    }
}
