package dev.baokms.testkit.emulator;

import static dev.baokms.testkit.emulator.Route.AclOperation.UPDATE;

import dev.baokms.testkit.emulator.KeyBox.ItemError;
import dev.baokms.testkit.emulator.KeyBox.Sealed;
import dev.baokms.testkit.emulator.ServerState.TransitMount;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The paths of a Transit mount that use keys. */
final class CryptoRoutes {
    private static final SecureRandom RANDOM = new SecureRandom();

    private CryptoRoutes() {}

    static List<Route> all() {
        return List.of(
                Route.at("encrypt/:name")
                        .fields("plaintext", "ciphertext", "context", "associated_data", "key_version", "type")
                        .fields("convergent_encryption", "batch_input", "partial_failure_response_code")
                        .local(UPDATE, CryptoRoutes::encrypt),
                Route.at("decrypt/:name")
                        .fields("ciphertext", "context", "associated_data", "batch_input")
                        .fields("partial_failure_response_code")
                        .local(UPDATE, CryptoRoutes::decrypt),
                Route.at("rewrap/:name")
                        .fields("ciphertext", "context", "key_version", "batch_input")
                        .local(UPDATE, CryptoRoutes::rewrap),
                Route.at("datakey/:plaintext/:name")
                        .fields("context", "bits", "key_version", "associated_data")
                        .local(UPDATE, CryptoRoutes::datakey));
    }

    private static Response encrypt(RoutedRequest call) {
        RequestParameters fields = call.fields().ownValidation();
        Optional<List<Item>> batch = Item.batch(fields, "plaintext");
        if (batch.isEmpty() && !fields.has("plaintext")) {
            throw Refusal.of(400, "missing plaintext to encrypt");
        }
        List<Item> items = batch.orElseGet(() -> List.of(Item.single(fields, "plaintext")));
        Item.requireUniformContexts(items);
        boolean derived = !items.getFirst().context().isEmpty();
        TransitKey key = call.creates() ? upserted(call, derived) : existing(call);
        if (batch.isPresent()) {
            return Batch.answer(call, items, item -> encrypted(key, item), Map.of());
        }
        try {
            return call.ok(encrypted(key, items.getFirst()));
        } catch (ItemError e) {
            if (call.creates()) {
                // The real server rolls storage back but keeps its cache: until it is sealed, the key seems to exist.
                call.changeTransit(mount -> mount.withKey(key.with(key.options().unstored())));
            }
            throw e.refusal();
        }
    }

    private static Map<String, Object> encrypted(TransitKey key, Item item) throws ItemError {
        byte[] context = KeyBox.decode(item.context());
        Sealed sealed = new KeyBox(key).encrypt(item.payload(), item.keyVersion(), context, item.associatedData());
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("ciphertext", sealed.ciphertext());
        out.put("key_version", sealed.version());
        return out;
    }

    private static TransitKey upserted(RoutedRequest call, boolean derived) {
        RequestParameters fields = call.fields();
        return usable(
                call.changeTransit(mount -> {
                    if (mount.keys().containsKey(call.name())) {
                        return mount;
                    }
                    if (mount.upsertDisabled()) {
                        throw Refusal.of(400, "encryption key not found");
                    }
                    String type = fields.has("type") ? fields.text("type") : TransitKey.TYPE;
                    KeyConfig.requireKnownType(fields, type, KeyConfig.UPSERTABLE);
                    return mount.withKey(TransitKey.fresh(call.name(), derived, call.now()));
                }),
                call.name());
    }

    private static Response decrypt(RoutedRequest call) {
        Optional<List<Item>> batch = Item.batch(call.fields(), "ciphertext");
        List<Item> items = batch.orElseGet(() -> List.of(Item.single(call.fields(), "ciphertext")));
        if (batch.isEmpty() && items.getFirst().payload().isEmpty()) {
            throw Refusal.of(400, "missing ciphertext to decrypt");
        }
        Item.requireUniformContexts(items);
        TransitKey key = existing(call);
        return batch.isPresent()
                ? Batch.answer(call, items, item -> decrypted(key, item), Map.of("plaintext", ""))
                : single(call, items.getFirst(), item -> decrypted(key, item));
    }

    private static Response single(RoutedRequest call, Item item, Batch.Work work) {
        try {
            return call.ok(work.on(item));
        } catch (ItemError e) {
            throw e.refusal();
        }
    }

    private static Map<String, Object> decrypted(TransitKey key, Item item) throws ItemError {
        return Map.of("plaintext", KeyBox.encode(opened(key, item)));
    }

    private static byte[] opened(TransitKey key, Item item) throws ItemError {
        if (item.payload().isEmpty()) {
            throw ItemError.user("missing ciphertext to decrypt");
        }
        return new KeyBox(key).decrypt(item.payload(), KeyBox.decode(item.context()), item.associatedData());
    }

    /** A rewrap batch always answers 200, whatever happened to its items. */
    private static Response rewrap(RoutedRequest call) {
        Optional<List<Item>> batch = Item.weakBatch(call.fields());
        List<Item> items = batch.orElseGet(() -> List.of(Item.weak(call.fields())));
        if (batch.isEmpty() && items.getFirst().payload().isEmpty()) {
            throw Refusal.of(400, "missing ciphertext to decrypt");
        }
        Item.requireUniformContexts(items);
        TransitKey key = existing(call);
        return batch.isPresent()
                ? call.ok(Batch.results(items, item -> rewrapped(key, item), Map.of())
                        .data())
                : single(call, items.getFirst(), item -> rewrapped(key, item));
    }

    private static Map<String, Object> rewrapped(TransitKey key, Item item) throws ItemError {
        String plaintext = KeyBox.encode(opened(key, item));
        return encrypted(key, new Item(plaintext, "", item.context(), item.keyVersion(), ""));
    }

    private static Response datakey(RoutedRequest call) {
        RequestParameters fields = call.fields();
        String form = fields.text("plaintext");
        if (!form.equals("plaintext") && !form.equals("wrapped")) {
            throw Refusal.of(400, "Invalid path, must be 'plaintext' or 'wrapped'");
        }
        TransitKey key = existing(call);
        int bits = fields.has("bits") ? fields.number("bits") : 256;
        if (bits != 128 && bits != 256 && bits != 512) {
            throw Refusal.of(400, "invalid bit length");
        }
        byte[] fresh = new byte[bits / 8];
        RANDOM.nextBytes(fresh);
        String plaintext = KeyBox.encode(fresh);
        var item = new Item(
                plaintext, fields.text("associated_data"), fields.text("context"), fields.number("key_version"), "");
        return single(call, item, one -> {
            Map<String, Object> out = encrypted(key, one);
            if (form.equals("plaintext")) {
                out.put("plaintext", plaintext);
            }
            return out;
        });
    }

    private static TransitKey existing(RoutedRequest call) {
        return usable(call.transit(), call.name());
    }

    private static TransitKey usable(TransitMount mount, String name) {
        TransitKey key = KeyRoutes.find(mount, name).orElseThrow(() -> Refusal.of(400, "encryption key not found"));
        if (key.options().softDeleted()) {
            throw Refusal.of(400, "refusing to use soft-deleted key");
        }
        return key;
    }
}
