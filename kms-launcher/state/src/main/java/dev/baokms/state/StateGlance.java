package dev.baokms.state;

import dev.baokms.core.keyring.KeyringState;
import dev.baokms.host.ProcessIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/** A look at the state beside a running provider: without its lock, and without changing anything. */
public final class StateGlance {
    private StateGlance() {}

    /**
     * What a running provider remembers at this moment. {@link KeyringState#EMPTY} without a file, or with one that is still to be
     * imported.
     */
    public static KeyringState memory(Path path, String fingerprint) throws UnusableStateException {
        Optional<byte[]> content = directory(path).read(path);
        if (content.isEmpty() || GoProviderState.isForeign(content.get())) {
            return KeyringState.EMPTY;
        }
        StateDocument document = StateFile.decoded(path, content.get(), StateDocument::decode);
        if (!document.scope().equals(fingerprint)) {
            throw StateFile.foreign(path, document, fingerprint);
        }
        return document.memory();
    }

    /** As {@link StateFile#putBack()}. */
    public static Optional<String> putBack(Path path) throws UnusableStateException {
        Optional<WriteMark> mark = WriteMark.read(path, directory(path));
        return mark.isPresent() ? mark.get().putBack(path) : Optional.empty();
    }

    /**
     * Tells what is remembered from anything else, {@code sha256:} and hexadecimal; unlike the hash of a file it is equal on all nodes
     * that remember the same, whatever they went through.
     */
    public static String hashOf(KeyringState memory) {
        return "sha256:" + new StateDocument("", 1, StateDocument.NO_HASH, memory).hash();
    }

    private static StateDirectory directory(Path path) {
        return new StateDirectory(StateFile.directory(path), reader(path), StateDirectory.Steps.FREE);
    }

    /** What belongs to the daemon's user is safe for root to look at if it is safe for that user. */
    private static ProcessIdentity reader(Path path) {
        ProcessIdentity self = ProcessIdentity.ofThisProcess();
        if (self.uid() != 0) {
            return self;
        }
        try {
            int uid = (int) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
            int gid = (int) Files.getAttribute(path, "unix:gid", LinkOption.NOFOLLOW_LINKS);
            return ProcessIdentity.of(Integer.toUnsignedLong(uid), Integer.toUnsignedLong(gid));
        } catch (IOException e) {
            return self;
        }
    }
}
