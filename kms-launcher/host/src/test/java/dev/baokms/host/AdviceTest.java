package dev.baokms.host;

import static dev.baokms.host.Ground.DAEMON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.host.TrustedFile.Kind;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Sentences for what a test cannot bring about, and what all of them have in common. */
class AdviceTest {
    private static final Path PLACE = Path.of("/nowhere/kms/it's");
    private static final Advice ADVICE = Advice.onFile(PLACE, DAEMON);

    @Test
    void closedFile_isCuredByTheDaemonsGroup() {
        assertThat(ADVICE.closedFile(PLACE, status(0, 0, 0600), Kind.SECRET))
                .isEqualTo(
                        "/nowhere/kms/it's cannot be read by user 64001 (user 0, group 0, mode 0600): run chgrp 64001"
                                + " '/nowhere/kms/it'\\''s' && chmod g+r '/nowhere/kms/it'\\''s'");
    }

    @Test
    void closedPublicFile_isCuredByOpeningIt() {
        assertThat(ADVICE.closedFile(PLACE, status(0, 0, 0600), Kind.PUBLIC))
                .endsWith("(user 0, group 0, mode 0600): run chmod a+r '/nowhere/kms/it'\\''s'");
    }

    @Test
    void fileThatModeOpensAndSomethingElseCloses_isCuredThere() {
        assertThat(ADVICE.closedFile(PLACE, status(0, 64_002, 0640), Kind.SECRET))
                .isEqualTo(
                        "/nowhere/kms/it's cannot be read by user 64001 although owner and mode allow it: look in the"
                                + " audit log for a denial by SELinux or AppArmor, or by the sandbox of the service"
                                + " manager");
    }

    @Test
    void closedDirectoryThatIsGone_isStillNamed() {
        assertThat(ADVICE.closedDirectory(Path.of("/nowhere/kms")))
                .startsWith("/nowhere/kms cannot be entered by user 64001 on the way to /nowhere/kms/it's");
    }

    @Test
    void failingDisk_isSaidInTheSystemsWords() {
        assertThat(ADVICE.failed(PLACE, new FileSystemException(PLACE.toString(), null, "Input/output error")))
                .isEqualTo("/nowhere/kms/it's cannot be read (input/output error): check its file system with ls -l"
                        + " '/nowhere/kms/it'\\''s'");
        assertThat(ADVICE.failed(PLACE, new IOException("a path perhaps"))).contains("cannot be read (IOException)");
    }

    @Test
    void changingFile_isCuredByRenaming() {
        assertThat(ADVICE.changing())
                .isEqualTo("/nowhere/kms/it's changed while it was read, twice: write another file beside it and rename"
                        + " that over it");
    }

    static Stream<String> sentences() {
        FileStatus odd = status(64_242, 0, 0666);
        return Stream.of(
                ADVICE.absent(PLACE, false, Optional.empty()),
                ADVICE.absent(PLACE, true, Optional.empty()),
                ADVICE.absent(PLACE, true, Optional.of(PLACE)),
                ADVICE.notDirectory(PLACE, odd),
                ADVICE.notRegular(PLACE, odd),
                ADVICE.notAPlaceForFiles(PLACE, odd),
                ADVICE.linkInPlaceOfFile(PLACE),
                ADVICE.tooManyLinks(40),
                ADVICE.wrongOwner(PLACE, odd),
                ADVICE.notOwn(PLACE, odd),
                ADVICE.openDirectory(PLACE, odd),
                ADVICE.openToAll(PLACE, status(0, 0, 01777)),
                ADVICE.wrongMode(PLACE, odd, Kind.SECRET),
                ADVICE.wrongMode(PLACE, odd, Kind.PUBLIC),
                ADVICE.closedFile(PLACE, odd, Kind.SECRET),
                ADVICE.closedDirectory(PLACE),
                ADVICE.failed(PLACE, new IOException()),
                ADVICE.tooLong(1),
                ADVICE.changing());
    }

    @ParameterizedTest
    @MethodSource("sentences")
    void everySentence_startsWithThePlaceAndEndsWithACure(String sentence) {
        assertThat(sentence)
                .startsWith("/nowhere/kms/it's ")
                .matches("[^:]+: [^:]+")
                .doesNotEndWith(".");
    }

    @ParameterizedTest
    @MethodSource("sentences")
    void noSentence_speaksInTheFirstPerson(String sentence) {
        assertThat(sentence).doesNotContainPattern("\\b(we|us|our|ours|I|my)\\b");
    }

    @Test
    void allSentences_differ() {
        assertThat(sentences().distinct()).hasSize((int) sentences().count());
    }

    /** Their commands are pasted into a shell, which knows no other digits. */
    @Test
    @ResourceLock(Resources.LOCALE)
    void sentences_areTheSameInALocaleWithDigitsOfItsOwn() {
        List<String> expected = sentences().toList();
        Locale usual = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
            assertThat(sentences()).containsExactlyElementsOf(expected);
        } finally {
            Locale.setDefault(usual);
        }
    }

    private static FileStatus status(long uid, long gid, int mode) {
        return new FileStatus(0100000 | mode, uid, gid, 1, 1, FileTime.fromMillis(0), 1);
    }
}
