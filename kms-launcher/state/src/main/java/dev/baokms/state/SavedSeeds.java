package dev.baokms.state;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.baokms.core.failure.Outcome.Ok;
import dev.baokms.core.key.KeyId;
import dev.baokms.core.key.SeedCiphertext;
import dev.baokms.core.key.Sha256;
import dev.baokms.core.key.StoredSeed;
import dev.baokms.core.port.SeedStore;
import dev.baokms.host.PathText;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * The wrapped seeds that were asked for, in a file beside the state. They are no secret, and their loss does no harm.
 * So a problem with the file is reported once and stops nothing.
 *
 * <p>The file consists of lines of text: first the form, then each key_id followed by the texts that are stored under
 * it, then the SHA-256 of everything before. The text that was asked for longest ago comes first. Any other file is set
 * aside. Only the probe thread uses this class.
 */
public final class SavedSeeds implements SeedStore {
    /** Only this provider needs to read the file. */
    private static final String MODE = "rw-------";
    /** The core's limit for its record, and the line ends. */
    private static final int MAX_BYTES = 2 << 20;

    private static final String FORM = "bao-kms-provider/wrapped-seeds/v1";
    private static final String HASH = "sha256:";
    private static final String KEY_ID = "obk2.";

    private final Path path;
    private final StateDirectory place;
    private final BooleanSupplier locked;
    private final Consumer<String> troubles;

    /**
     * @param locked whether no other process writes here
     * @param troubles receives a sentence for an operator
     */
    SavedSeeds(Path path, StateDirectory place, BooleanSupplier locked, Consumer<String> troubles) {
        this.path = path;
        this.place = place;
        this.locked = locked;
        this.troubles = troubles;
    }

    @Override
    public List<StoredSeed> load() {
        try {
            Optional<byte[]> content = place.read(path, MAX_BYTES);
            return content.isEmpty() ? List.of() : decoded(content.get());
        } catch (IOException e) {
            setAside(String.valueOf(e.getMessage()));
            return List.of();
        }
    }

    private void setAside(String wrong) {
        Path aside = StateFile.beside(path, ".damaged");
        String file = PathText.printable(path);
        try {
            if (locked.getAsBoolean()) {
                place.rename(path, aside);
                troubles.accept(StateTexts.seedsSetAside(file, wrong, PathText.printable(aside)));
            } else {
                troubles.accept(StateTexts.seedsLeft(file, wrong));
            }
        } catch (IOException e) {
            troubles.accept(StateTexts.seedsInTheWay(file, wrong));
        }
    }

    @Override
    public Optional<String> save(List<StoredSeed> seeds) {
        if (!locked.getAsBoolean()) {
            return Optional.of(StateTexts.seedsReadOnly(PathText.printable(path)));
        }
        try {
            if (seeds.isEmpty()) {
                place.delete(path);
            } else {
                place.write(path, encoded(seeds), MODE);
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(StateTexts.seedsNotWritten(PathText.printable(path)));
        }
    }

    static byte[] encoded(List<StoredSeed> seeds) {
        var text = new StringBuilder(FORM).append('\n');
        String keyId = "";
        for (StoredSeed seed : seeds) {
            if (!seed.keyId().value().equals(keyId)) {
                keyId = seed.keyId().value();
                text.append(keyId).append('\n');
            }
            text.append(seed.ciphertext().text()).append('\n');
        }
        String hash = Sha256.hex(text.toString().getBytes(US_ASCII));
        return text.append(HASH).append(hash).append('\n').toString().getBytes(US_ASCII);
    }

    /** @throws BrokenContentException saying what is wrong with the text */
    static List<StoredSeed> decoded(byte[] content) throws BrokenContentException {
        String text = new String(content, US_ASCII);
        int end = text.lastIndexOf(HASH);
        if (!text.startsWith(FORM + "\n") || end < 0) {
            throw new BrokenContentException(StateTexts.otherForm(FORM));
        }
        String hash = Sha256.hex(text.substring(0, end).getBytes(US_ASCII));
        if (!text.substring(end).equals(HASH + hash + "\n")) {
            throw new BrokenContentException(StateTexts.OTHER_HASH);
        }
        var seeds = new ArrayList<StoredSeed>();
        Optional<KeyId> keyId = Optional.empty();
        for (String line : text.substring(FORM.length() + 1, end).split("\n", -1)) {
            if (line.startsWith(KEY_ID)) {
                keyId = KeyId.parse(line) instanceof Ok<KeyId>(KeyId id) ? Optional.of(id) : Optional.empty();
            } else if (!line.isEmpty()) {
                seeds.add(seed(line, keyId));
            }
        }
        return seeds;
    }

    private static StoredSeed seed(String line, Optional<KeyId> keyId) throws BrokenContentException {
        if (keyId.isPresent() && SeedCiphertext.parse(line) instanceof Ok<SeedCiphertext>(SeedCiphertext ciphertext)) {
            return new StoredSeed(ciphertext, keyId.get());
        }
        throw new BrokenContentException(StateTexts.BROKEN_SEED);
    }
}
