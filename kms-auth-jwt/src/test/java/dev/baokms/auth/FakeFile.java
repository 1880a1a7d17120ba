package dev.baokms.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baokms.core.port.ByteSource;
import dev.baokms.core.secret.SecretBytes;
import java.util.Optional;

/** A file as a host hands it out, in memory: a test writes, removes or spoils it. */
public final class FakeFile implements ByteSource {
    /** What a host says of a file that it does not trust. It names a place, which must not travel. */
    public static final String ADVICE = "/place/of/it has a flaw: cure it";

    private Optional<byte[]> content = Optional.empty();
    private boolean unsafe;
    private int version;

    public FakeFile write(String text) {
        return write(text.getBytes(UTF_8));
    }

    public FakeFile write(byte[] bytes) {
        content = Optional.of(bytes.clone());
        version++;
        return this;
    }

    public FakeFile remove() {
        content = Optional.empty();
        return this;
    }

    /** From now on others can read or replace it, or can put it there. */
    public FakeFile expose() {
        unsafe = true;
        return this;
    }

    @Override
    public Content read(int maxBytes) {
        if (unsafe) {
            return new Content.Unusable(Flaw.UNSAFE, ADVICE);
        }
        if (content.isEmpty()) {
            return new Content.Unusable(Flaw.MISSING, ADVICE);
        }
        return content.get().length > maxBytes
                ? new Content.Unusable(Flaw.TOO_LONG, ADVICE)
                : new Content.Bytes(SecretBytes.copyOf(content.get()));
    }

    @Override
    public Optional<String> stamp() {
        return content.map(there -> "version " + version);
    }
}
