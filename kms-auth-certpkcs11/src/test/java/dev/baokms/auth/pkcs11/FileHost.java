package dev.baokms.auth.pkcs11;

import dev.baokms.core.login.LoginHost;
import dev.baokms.core.port.ByteSource;
import dev.baokms.core.secret.SecretBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/** A program around the login, with real files. Of their safety it judges the mode only, and of libraries nothing. */
record FileHost(InstantSource clock, Optional<String> refusesLibraries) implements LoginHost {
    FileHost(InstantSource clock) {
        this(clock, Optional.empty());
    }

    @Override
    public ByteSource secretFile(String absolutePath) {
        return new RealFile(Path.of(absolutePath), 0037);
    }

    @Override
    public ByteSource publicFile(String absolutePath) {
        return new RealFile(Path.of(absolutePath), 0022);
    }

    @Override
    public TrustedLibrary library(String absolutePath) {
        return () -> refusesLibraries
                .<Judgement>map(Judgement.Refused::new)
                .orElseGet(() -> new Judgement.Trusted(absolutePath));
    }

    @Override
    public Duration timeout() {
        return Logins.AMPLE;
    }

    private record RealFile(Path path, int forbidden) implements ByteSource {
        @Override
        public Content read(int maxBytes) {
            try (var in = Files.newInputStream(path)) {
                if (((int) Files.getAttribute(path, "unix:mode") & forbidden) != 0) {
                    return new Content.Unusable(Flaw.UNSAFE, path + " is open to others");
                }
                byte[] content = in.readNBytes(maxBytes + 1);
                return content.length > maxBytes
                        ? new Content.Unusable(Flaw.TOO_LONG, path + " is too long")
                        : new Content.Bytes(SecretBytes.adopting(content));
            } catch (IOException e) {
                return new Content.Unusable(Flaw.MISSING, path + " cannot be read");
            }
        }

        /** Touching the file is enough to make another version of it. */
        @Override
        public Optional<String> stamp() {
            try {
                Map<String, Object> now = Files.readAttributes(path, "unix:lastModifiedTime,ctime,ino,size");
                return Optional.of("%s %s %s %s"
                        .formatted(now.get("lastModifiedTime"), now.get("ctime"), now.get("ino"), now.get("size")));
            } catch (NoSuchFileException e) {
                return Optional.empty();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }
}
