package dev.baokms.testkit.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;

/**
 * A correct provider that does no more than it must: version v2beta1, no annotations, key_ids of one character, annotations of
 * others ignored.
 */
final class BareProvider extends LabProvider {
    @Override
    State status() {
        return new State("v2beta1", "ok", super.status().keyId());
    }

    @Override
    Map<String, byte[]> annotations(byte[] plaintext) {
        return Map.of();
    }

    @Override
    byte[] aad(String keyId, Map<String, byte[]> annotations) {
        return keyId.getBytes(UTF_8);
    }

    @Override
    String id(int version) {
        return String.valueOf((char) ('A' + version));
    }
}
