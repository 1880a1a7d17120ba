package dev.baokms.state;

import dev.baokms.core.key.KeyScope;
import dev.baokms.core.keyring.KeyringState;
import dev.baokms.host.ProcessIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What tests remember, and where. */
final class Memories {
    static final KeyScope SCOPE = new KeyScope("provider", "cluster", "instance", Optional.empty(), "mount", "lineage");
    static final String FINGERPRINT = "cfg1.ourown";

    private Memories() {}

    /** Versions 1 to {@code count}, the last of them active. */
    static KeyringState of(int count, Integer... retired) {
        var pins = new TreeMap<Integer, Long>();
        for (int version = 1; version <= count; version++) {
            pins.put(version, 1_700_000_000L + version);
        }
        return new KeyringState(pins, count, new TreeSet<>(Set.of(retired)));
    }

    /** A state path in a directory as it is installed. */
    static Path in(Path parent) throws IOException {
        Path directory = Files.createDirectory(parent.resolve("state"));
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-x---"));
        return directory.resolve("key-registry.json");
    }

    static StateFile open(Path path) throws UnusableStateException {
        return StateFile.open(path, SCOPE, FINGERPRINT);
    }

    static StateFile open(Path path, StateDirectory.Steps steps) throws IOException {
        return StateFile.open(path, SCOPE, FINGERPRINT, steps, ProcessIdentity.ofThisProcess());
    }

    static KeyringState load(Path path) throws UnusableStateException {
        try (StateFile file = open(path)) {
            return file.memory();
        }
    }

    static void saved(Path path, KeyringState... memories) throws UnusableStateException {
        try (StateFile file = open(path)) {
            for (KeyringState memory : memories) {
                file.store(memory);
            }
        }
    }
}
