package dev.baokms.testkit.emulator;

import static dev.baokms.testkit.emulator.Route.Operation.UPDATE;

import dev.baokms.testkit.emulator.KeyBox.ItemError;
import dev.baokms.testkit.emulator.KeyBox.Sealed;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The paths of a Transit mount that use keys. */
final class CryptoRoutes {
    private static final String OWN_VALIDATION = "";
    private static final String VALIDATION = "Field validation failed: ";
    private static final SecureRandom RANDOM = new SecureRandom();

    private CryptoRoutes() {}

    static List<Route> all() {
        return List.of(
                Route.at("encrypt/:name")
                        .fields("plaintext", "ciphertext", "context", "associated_data", "key_version", "type")
                        .fields("convergent_encryption", "batch_input", "partial_failure_response_code")
                        .local(UPDATE, CryptoRoutes::encrypt)
                        .build(),
                Route.at("decrypt/:name")
                        .fields("ciphertext", "context", "associated_data", "batch_input")
                        .fields("partial_failure_response_code")
                        .local(UPDATE, CryptoRoutes::decrypt)
                        .build(),
                Route.at("rewrap/:name")
                        .fields("ciphertext", "context", "key_version", "batch_input")
                        .local(UPDATE, CryptoRoutes::rewrap)
                        .build(),
                Route.at("datakey/:plaintext/:name")
                        .fields("context", "bits", "key_version", "associated_data")
                        .local(UPDATE, CryptoRoutes::datakey)
                        .build());
    }

    /** Whether the key to encrypt with exists: decides between the capabilities {@code update} and {@code create}. */
    static boolean keyExists(State.Transit mount, String name) {
        return mount.keys().containsKey(name);
    }

    private static Response encrypt(RoutedRequest call) {
        RequestParameters fields = call.fields();
        Optional<List<Item>> batch = Item.batch(fields, "plaintext");
        if (batch.isEmpty() && !fields.has("plaintext")) {
            throw Refusal.of(400, "missing plaintext to encrypt");
        }
        List<Item> items = batch.orElseGet(() -> List.of(Item.single(fields, "plaintext", OWN_VALIDATION)));
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
                forgetStorage(call, key);
            }
            throw refusal(e);
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
        String name = call.fields().text("name");
        State.Transit changed = call.changeTransit(mount -> {
            if (mount.keys().containsKey(name)) {
                return mount;
            }
            if (mount.upsertDisabled()) {
                throw Refusal.of(400, "encryption key not found");
            }
            requireUpsertable(call.fields(), derived);
            return mount.withKey(TransitKey.fresh(name, derived, call.now()));
        });
        return usable(changed, name);
    }

    private static void requireUpsertable(RequestParameters fields, boolean derived) {
        String type = fields.has("type") ? fields.text("type", OWN_VALIDATION) : TransitKey.TYPE;
        if (fields.flag("convergent_encryption") && !derived) {
            throw Refusal.of(400, "convergent encryption requires derivation to be enabled, so context is required");
        }
        if (Set.of("aes128-gcm96", "chacha20-poly1305", "xchacha20-poly1305").contains(type)
                || fields.flag("convergent_encryption")) {
            throw Refusal.notHere("keys other than aes256-gcm96, convergent encryption");
        }
        if (!type.equals(TransitKey.TYPE)) {
            throw Refusal.of(400, "unknown key type " + type);
        }
    }

    /** The server rolls storage back and forgets its cache: until it is sealed the key seems to be there. */
    private static void forgetStorage(RoutedRequest call, TransitKey key) {
        call.changeTransit(mount -> mount.withKey(key.with(key.options().unstored())));
    }

    private static Response decrypt(RoutedRequest call) {
        Optional<List<Item>> batch = Item.batch(call.fields(), "ciphertext");
        List<Item> items = batch.orElseGet(() -> List.of(Item.single(call.fields(), "ciphertext", VALIDATION)));
        if (batch.isEmpty() && items.getFirst().payload().isEmpty()) {
            throw Refusal.of(400, "missing ciphertext to decrypt");
        }
        Item.requireUniformContexts(items);
        TransitKey key = existing(call);
        if (batch.isPresent()) {
            return Batch.answer(call, items, item -> decrypted(key, item), Map.of("plaintext", ""));
        }
        try {
            return call.ok(decrypted(key, items.getFirst()));
        } catch (ItemError e) {
            throw refusal(e);
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

    /** A batch is always 200 here, whatever happened to its items. */
    private static Response rewrap(RoutedRequest call) {
        RequestParameters fields = call.fields();
        Optional<List<Item>> batch = Item.weakBatch(fields);
        if (batch.isEmpty()) {
            var item =
                    new Item(fields.text("ciphertext"), "", fields.text("context"), fields.number("key_version"), "");
            if (item.payload().isEmpty()) {
                throw Refusal.of(400, "missing ciphertext to decrypt");
            }
            try {
                return call.ok(rewrapped(existing(call), item));
            } catch (ItemError e) {
                throw refusal(e);
            }
        }
        Item.requireUniformContexts(batch.get());
        TransitKey key = existing(call);
        List<Map<String, Object>> results = new ArrayList<>();
        for (Item item : batch.get()) {
            Map<String, Object> result = new LinkedHashMap<>();
            try {
                result.putAll(rewrapped(key, item));
            } catch (ItemError e) {
                result.put("error", e.text());
            }
            result.put("reference", item.reference());
            results.add(result);
        }
        return call.ok(Map.of("batch_results", results));
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
        try {
            Map<String, Object> out = new LinkedHashMap<>(encrypted(key, item));
            if (form.equals("plaintext")) {
                out.put("plaintext", plaintext);
            }
            return call.ok(out);
        } catch (ItemError e) {
            throw refusal(e);
        }
    }

    private static TransitKey existing(RoutedRequest call) {
        return usable(call.transit(), call.fields().text("name"));
    }

    private static TransitKey usable(State.Transit mount, String name) {
        TransitKey key = KeyRoutes.find(mount, name).orElseThrow(() -> Refusal.of(400, "encryption key not found"));
        if (key.options().softDeleted()) {
            throw Refusal.of(400, "refusing to use soft-deleted key");
        }
        return key;
    }

    private static Refusal refusal(ItemError e) {
        return e.internal ? Refusal.wrapped(500, e.text()) : Refusal.of(400, e.text());
    }
}
