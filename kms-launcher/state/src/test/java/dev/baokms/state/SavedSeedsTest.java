package dev.baokms.state;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.core.failure.Outcome.Ok;
import dev.baokms.core.key.KeyId;
import dev.baokms.core.key.KeyScope;
import dev.baokms.core.key.KeyVersion;
import dev.baokms.core.key.SeedCiphertext;
import dev.baokms.core.key.StoredSeed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SavedSeedsTest {
    private static final KeyScope SCOPE =
            new KeyScope("provider", "cluster", "instance", Optional.empty(), "mount", "lineage");

    @TempDir
    Path directory;

    private final List<String> troubles = new ArrayList<>();
    private StateFile state;
    private SavedSeeds seeds;

    @BeforeEach
    void open() throws UnusableStateException {
        state = StateFile.open(directory.resolve("state.json"), SCOPE, "cfg1.test");
        seeds = state.seeds(troubles::add);
    }

    @AfterEach
    void close() {
        state.close();
    }

    private Path file() {
        return directory.resolve("state.json.seeds");
    }

    private static StoredSeed seed(int version, int number) {
        byte[] body = new byte[60];
        body[0] = (byte) number;
        body[1] = (byte) (number >> 8);
        String text = "vault:v" + version + ":" + Base64.getEncoder().encodeToString(body);
        // Every third as it is written in an outage.
        String stored =
                number % 3 == 2 ? "obc1:" + text + ":" + Base64.getEncoder().encodeToString(body) : text;
        return new StoredSeed(
                ((Ok<SeedCiphertext>) SeedCiphertext.parse(stored)).value(),
                KeyId.derive(SCOPE, new KeyVersion(version, 1_700_000_000L + version)));
    }

    @Test
    void whatWasSaved_isLoadedInItsOrder() {
        List<StoredSeed> all = List.of(seed(1, 1), seed(2, 2), seed(1, 3), seed(1, 4), seed(2, 5));

        assertThat(seeds.save(all)).isEmpty();

        assertThat(state.seeds(troubles::add).load()).containsExactlyElementsOf(all);
        assertThat(troubles).isEmpty();
    }

    @Property(tries = 100)
    void anyList_comesBack(@ForAll @Size(max = 40) List<@IntRange(min = 1, max = 4) Integer> versions)
            throws BrokenContentException {
        var all = new ArrayList<StoredSeed>();
        for (int i = 0; i < versions.size(); i++) {
            all.add(seed(versions.get(i), i));
        }

        assertThat(SavedSeeds.decoded(SavedSeeds.encoded(all))).isEqualTo(all);
    }

    @Test
    void file_isItsOwnersAlone() throws IOException {
        seeds.save(List.of(seed(1, 1)));

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
    }

    @Test
    void nothing_leavesNoFile() {
        seeds.save(List.of(seed(1, 1)));

        assertThat(seeds.save(List.of())).isEmpty();

        assertThat(file()).doesNotExist();
        assertThat(seeds.load()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "something else",
                "bao-kms-provider/wrapped-seeds/v2\n",
                "bao-kms-provider/wrapped-seeds/v1\n",
                "bao-kms-provider/wrapped-seeds/v1\nvault:v1:AAAA\nsha256:00\n"
            })
    void anythingElse_isSetAsideWithALine(String content) throws IOException {
        Files.writeString(file(), content);
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-------"));

        assertThat(seeds.load()).isEmpty();

        assertThat(file()).doesNotExist();
        assertThat(directory.resolve("state.json.seeds.damaged")).hasContent(content);
        assertThat(troubles).singleElement().asString().contains("state.json.seeds.damaged");
    }

    @Test
    void everyFlippedBit_isFoundOut() {
        byte[] good = SavedSeeds.encoded(List.of(seed(1, 1), seed(2, 2)));
        for (int i = 0; i < good.length; i++) {
            byte[] bad = good.clone();
            bad[i] ^= 1;
            assertThat(decodes(bad))
                    .as("byte %d of %s", i, new String(good, US_ASCII))
                    .isFalse();
        }
    }

    private static boolean decodes(byte[] content) {
        try {
            SavedSeeds.decoded(content);
            return true;
        } catch (BrokenContentException e) {
            return false;
        }
    }

    @Test
    void fileThatOthersMayWrite_isSetAside() throws IOException {
        seeds.save(List.of(seed(1, 1)));
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-rw-rw-"));

        assertThat(seeds.load()).isEmpty();

        assertThat(troubles).hasSize(1);
        assertThat(file()).doesNotExist();
    }

    @Test
    void directoryThatCannotBeWritten_isSaidWithTheFile() throws IOException {
        Files.createDirectory(directory.resolve(".state.json.seeds.tmp"));
        Files.createFile(directory.resolve(".state.json.seeds.tmp").resolve("in the way"));

        assertThat(seeds.save(List.of(seed(1, 1)))).get().asString().contains("state.json.seeds");
    }
}
