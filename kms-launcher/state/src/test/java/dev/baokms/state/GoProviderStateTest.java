package dev.baokms.state;

import static dev.baokms.state.Memories.SCOPE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baokms.core.key.KeyId;
import dev.baokms.core.key.KeyVersion;
import dev.baokms.core.keyring.KeyringState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The registry of the other provider, taken over. */
class GoProviderStateTest {
    private static final String REGISTRY = registry(
            record(1, "removed"),
            record(2, "retired"),
            record(3, "active"),
            record(4, "pending"),
            record(5, "rejected"));

    @TempDir
    private Path parent;

    private Path path;

    @BeforeEach
    void prepare() throws IOException {
        path = Memories.in(parent);
    }

    @Test
    void registry_isTakenOverAndKeptBesideOurs() throws IOException {
        write(REGISTRY);

        var expected = new KeyringState(
                new TreeMap<>(Map.of(1, 101L, 2, 102L, 3, 103L, 4, 104L)), 3, new TreeSet<>(List.of(1)));
        assertThat(Memories.load(path)).isEqualTo(expected);
        assertThat(Files.readString(StateFile.beside(path, ".imported-v1alpha1-7")))
                .isEqualTo(REGISTRY);
        assertThat(StateDocument.decode(Files.readAllBytes(path)).memory()).isEqualTo(expected);
    }

    @Test
    void importCutShort_isDoneAgain() throws IOException {
        write(REGISTRY);
        for (int failing = 0; ; failing++) {
            int stop = failing;
            int[] passed = {0};
            try (StateFile file = Memories.open(path, (step, at) -> {
                if (passed[0]++ == stop) {
                    throw new IOException("No space left on device");
                }
            })) {
                assertThat(file.memory().highestActive()).isEqualTo(3);
                break;
            } catch (UnusableStateException full) {
                assertThat(full).hasMessageContaining("its file system is full; free space on its file system");
            }
        }
        assertThat(Files.readString(StateFile.beside(path, ".imported-v1alpha1-7")))
                .isEqualTo(REGISTRY);
    }

    @Test
    void recordThatDoesNotDerive_stopsWithItsPlace() throws IOException {
        assertRefused(
                registry(record(1, "active"), record(2, "pending").replace("\":102", "\":103")),
                "$.snapshots[1].kubernetesKeyId does not derive from its version and the configured scope");
        assertRefused(
                REGISTRY.replaceFirst("\"cluster\"", "\"elsewhere\""),
                "$.snapshots[0].clusterId is not what the configuration says");
        assertRefused(
                REGISTRY.replaceFirst("\"providerName\"", "\"openbaoNamespace\":\"team\",\"providerName\""),
                "$.snapshots[0].openbaoNamespace is not what the configuration says");
    }

    @Test
    void registryThatContradictsItself_isRefused() throws IOException {
        assertRefused(
                registry(record(1, "dormant")),
                "$.snapshots[0].state is not one of [active, pending, rejected, removed, retired]");
        assertRefused(
                REGISTRY.replaceFirst("\"activeKeyId\":\"[^\"]*\"", "\"activeKeyId\":\"obk2.none\"")
                        .replace("\"active\"", "\"retired\""),
                "$.activeKeyId is in none of its records");
        assertRefused(
                registry(record(3, "active"), record(3, "removed")),
                "$.snapshots contradicts itself: version 3 is both active and retired");
    }

    @Test
    void registryInPlaceOfOurs_isNotBelieved() throws IOException {
        Memories.saved(path, Memories.of(2, 1));
        write(REGISTRY);

        assertThatThrownBy(() -> Memories.load(path))
                .isInstanceOf(UnusableStateException.class)
                .hasMessageStartingWith(path + " is not a state that this provider wrote: ")
                .hasMessageContaining("recover-state");
    }

    private void assertRefused(String registry, String wrong) throws IOException {
        write(registry);
        assertThatThrownBy(() -> Memories.load(path))
                .isInstanceOf(UnusableStateException.class)
                .hasMessage(path + " cannot be taken over: " + wrong
                        + "; compare it with the configuration of the provider that wrote it");
        assertThat(Files.readString(path)).isEqualTo(registry);
    }

    private void write(String text) throws IOException {
        Files.writeString(path, text);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r-----"));
    }

    private static String registry(String... records) {
        return """
            {"schemaVersion":"keyregistry.openbao-kms/v1alpha1","generation":7,"previousHash":"p","currentHash":"c",
            "activeKeyId":"%s","snapshots":[%s]}
            """.formatted(
                String.join("", records).contains("\"transitVersion\":3,") ? id(3) : "", String.join(",", records));
    }

    private static String record(int version, String state) {
        return """
            {"providerName":"provider","clusterId":"cluster","openbaoInstanceId":"instance","transitMountId":"mount",
            "transitKeyLineageId":"lineage","transitVersion":%s,"transitVersionCreatedAtUnix":%s,
            "kubernetesKeyId":"%s","state":"%s","aadMode":"v1"}\
            """.formatted(version, 100 + version, id(version), state);
    }

    private static String id(int version) {
        return KeyId.derive(SCOPE, new KeyVersion(version, 100 + version)).value();
    }
}
