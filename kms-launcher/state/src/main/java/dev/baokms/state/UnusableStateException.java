package dev.baokms.state;

import dev.baokms.host.PathText;
import dev.baokms.host.SystemWords;
import java.io.IOException;
import java.nio.file.Path;

/** Says that the state must not be used. The message holds the path, what is wrong, and what to do. */
public final class UnusableStateException extends IOException {
    private static final long serialVersionUID = 1L;

    /** @param advice place, rule and cure in one sentence */
    UnusableStateException(String advice) {
        super(advice);
    }

    UnusableStateException(Path path, String wrong, String cure) {
        this(PathText.printable(path) + " " + wrong + "; " + cure);
    }

    static UnusableStateException recoverable(Path path, String wrong) {
        return new UnusableStateException(path, wrong, StateTexts.PUT_BACK_OR_REBUILD);
    }

    static UnusableStateException readOnly(Path path) {
        return new UnusableStateException(path, StateTexts.READ_ONLY, StateTexts.MOUNT_WRITABLE);
    }

    static UnusableStateException of(Path path, String attempted, IOException cause) {
        SystemWords words = SystemWords.of(cause);
        String cure = words.wantsRoom()
                ? words.cure()
                : StateTexts.checkDirectory(PathText.shellWord(StateFile.directory(path)));
        var unusable = new UnusableStateException(path, StateTexts.cannotBe(attempted, words.seen()), cure);
        unusable.initCause(cause);
        return unusable;
    }
}
