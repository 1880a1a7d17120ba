package dev.baokms.auth.jwt;

import dev.baokms.core.port.ByteSource;
import dev.baokms.core.secret.SecretBytes;
import java.util.Optional;

/** What is wrong with a file itself, whatever its content: place, rule and cure, for people on this machine. */
final class FileAdvice {
    private FileAdvice() {}

    static Optional<String> of(ByteSource file, int maxBytes) {
        return unusable(file, maxBytes).map(ByteSource.Content.Unusable::advice);
    }

    /**
     * The same before a start: a missing file may still appear, but one that others can read or replace must not be
     * used.
     */
    static Optional<String> ofWhatIsThere(ByteSource file, int maxBytes) {
        return unusable(file, maxBytes)
                .filter(content -> content.flaw() != ByteSource.Flaw.MISSING
                        || file.stamp().isPresent())
                .map(ByteSource.Content.Unusable::advice);
    }

    private static Optional<ByteSource.Content.Unusable> unusable(ByteSource file, int maxBytes) {
        return switch (file.read(maxBytes)) {
            case ByteSource.Content.Bytes(SecretBytes bytes) -> {
                bytes.close();
                yield Optional.empty();
            }
            case ByteSource.Content.Unusable unusable -> Optional.of(unusable);
        };
    }
}
