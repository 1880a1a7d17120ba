package dev.baokms.kubernetes;

import java.util.Base64;
import java.util.Optional;

/** Base64 as Go reads it: line ends are ignored, padding is required. */
final class KeyBase64 {
    private KeyBase64() {}

    static Optional<byte[]> decode(String text) {
        String line = text.replace("\r", "").replace("\n", "");
        try {
            return Optional.of(line).filter(padded -> padded.length() % 4 == 0).map(Base64.getDecoder()::decode);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
