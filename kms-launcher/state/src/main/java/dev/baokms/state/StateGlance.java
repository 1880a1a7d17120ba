package dev.baokms.state;

import dev.baokms.core.keyring.KeyringState;
import dev.baokms.host.ProcessIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/** Looks at the state beside a running provider, without its lock and without changing anything. */
public final class StateGlance {
    private StateGlance() {}

    /**
     * Returns what a running provider remembers at this moment: {@link KeyringState#EMPTY} when the file does not exist
     * or is still to be imported.
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

    /** Returns the same as {@link StateFile#putBack()}. */
    public static Optional<String> putBack(Path path) throws UnusableStateException {
        Optional<WriteMark> mark = WriteMark.read(path, directory(path));
        return mark.isPresent() ? mark.get().putBack(path) : Optional.empty();
    }

    /**
     * Returns {@code sha256:} and hexadecimal digits that distinguish this memory from any other. Unlike the hash of a
     * file, they are equal on all nodes that remember the same, whatever the nodes went through.
     */
    public static String hashOf(KeyringState memory) {
        return "sha256:" + new StateDocument("", 1, StateDocument.NO_HASH, memory).hash();
    }

    private static StateDirectory directory(Path path) {
        return new StateDirectory(StateFile.directory(path), reader(path), StateDirectory.Steps.FREE);
    }

    /**
     * Returns the identity to read with. A file that is safe for the daemon's user is also safe for root to look at.
     */
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
