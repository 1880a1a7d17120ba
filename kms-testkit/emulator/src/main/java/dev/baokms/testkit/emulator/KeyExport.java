package dev.baokms.testkit.emulator;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Gives out the raw material of keys that allow it, so that a test can prove the ciphertext's layout. */
final class KeyExport {
    private KeyExport() {}

    static Response answer(RoutedRequest call) {
        String type = call.fields().text("type");
        if (!type.equals("encryption-key")) {
            throw Refusal.of(400, "invalid export type: " + type);
        }
        Optional<TransitKey> found = KeyRoutes.find(call.transit(), KeyRoutes.name(call));
        if (found.isEmpty()) {
            return Response.errors(404);
        }
        TransitKey key = found.get();
        if (!key.options().exportable()) {
            throw Refusal.of(400, "private key material is not exportable");
        }
        if (key.options().softDeleted()) {
            throw Refusal.wrapped(500, "refusing to use soft-deleted key");
        }
        Map<String, Object> keys = new TreeMap<>();
        key.versions()
                .tailMap(exportedFrom(call.fields().text("version"), key))
                .forEach((number, version) -> keys.put(number.toString(), KeyBox.encode(version.material())));
        if (!call.fields().text("version").isEmpty()) {
            keys.keySet()
                    .retainAll(Set.of(String.valueOf(exportedFrom(call.fields().text("version"), key))));
        }
        return call.ok(new TreeMap<>(Map.of("keys", keys, "name", key.name(), "type", TransitKey.TYPE)));
    }

    private static int exportedFrom(String version, TransitKey key) {
        if (version.isEmpty()) {
            return key.minimums().decryption();
        }
        if (version.equals("latest")) {
            return key.latest();
        }
        if (!version.matches("[0-9]{1,9}")) {
            throw Refusal.of(400, "invalid key version");
        }
        int number = Integer.parseInt(version);
        if (number < key.minimums().decryption() || number > key.latest()) {
            throw Refusal.of(400, "version does not exist or cannot be found");
        }
        return number;
    }
}
