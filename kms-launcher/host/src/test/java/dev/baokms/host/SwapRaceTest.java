package dev.baokms.host;

import static dev.baokms.host.Ground.DAEMON;
import static dev.baokms.host.Ground.STRANGER;
import static dev.baokms.host.Ground.THIS;
import static dev.baokms.host.Ground.directory;
import static dev.baokms.host.Ground.exchange;
import static dev.baokms.host.Ground.file;
import static dev.baokms.host.Ground.link;
import static dev.baokms.host.Ground.owner;
import static dev.baokms.host.Ground.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.core.port.ByteSource.Content;
import dev.baokms.core.port.ByteSource.Flaw;
import dev.baokms.host.TrustedFile.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One thread exchanges what the path leads to, another reads: each read gives one version whole, or says that it
 * could not.
 */
class SwapRaceTest {
    private static final int EXCHANGES = 1_000;
    private static final int LOOKS = 2_000;
    private static final int MAX = 20_000;
    // They differ in each byte and in length.
    private static final String A = "a".repeat(6_000);
    private static final String B = "b".repeat(9_000);

    @TempDir
    private Path temp;

    private Path dir;

    @BeforeEach
    void twoVersions() throws IOException {
        dir = directory(temp.toRealPath().resolve("d"), 0755);
        file(dir.resolve("a"), A, 0640);
        file(dir.resolve("b"), B, 0640);
    }

    @Test
    void exchangedLink_givesOneVersionWhole() throws Exception {
        Path link = link(dir.resolve("l"), "a");

        readDuring(
                TrustedFile.of(link, Kind.SECRET, THIS),
                i -> exchange(link, i % 2 == 0 ? "b" : "a"),
                content -> isWhole(content, A, B));
    }

    @Test
    void fileReplacedByRename_givesOneVersionWhole() throws Exception {
        Path file = file(dir.resolve("f"), A, 0640);

        readDuring(
                TrustedFile.of(file, Kind.STATE, THIS),
                i -> replace(file, file(dir.resolve("f_tmp"), i % 2 == 0 ? B : A, 0640)),
                content -> isWhole(content, A, B));
    }

    @Test
    void linkThatBecomesAFileAndALinkAgain_givesOneVersionWhole() throws Exception {
        Path place = link(dir.resolve("l"), "a");

        readDuring(
                TrustedFile.of(place, Kind.SECRET, THIS),
                i -> replace(place, i % 2 == 0 ? file(dir.resolve("tmp"), B, 0640) : link(dir.resolve("tmp"), "a")),
                content -> isWhole(content, A, B));
    }

    @Test
    void exchangeWithAStrangersFile_neverGivesItsContent() throws Exception {
        Ground.needsRoot();
        Path strange = owner(dir.resolve("b"), STRANGER);
        Path link = link(dir.resolve("l"), "a");

        readDuring(
                TrustedFile.of(link, Kind.SECRET, DAEMON),
                i -> exchange(link, i % 2 == 0 ? "b" : "a"),
                content -> isWholeOrNamesAsUnsafe(content, strange));
    }

    /** The version that is opened is not always the one that was judged before. */
    @Test
    void replacementThatOthersCanRead_isNeverGiven() throws Exception {
        Path file = file(dir.resolve("f"), A, 0640);

        readDuring(
                TrustedFile.of(file, Kind.SECRET, THIS),
                // No two closed versions have the same size: not even one in the place of another is taken for it.
                i -> replace(
                        file,
                        i % 2 == 0
                                ? file(dir.resolve("tmp"), B, 0644)
                                : file(dir.resolve("tmp"), A + "a".repeat(i), 0640)),
                content -> {
                    switch (content) {
                        case Content.Bytes bytes ->
                            assertThat(text(bytes)).startsWith(A).doesNotContain("b");
                        case Content.Unusable(Flaw _, String advice) ->
                            assertThat(advice).containsAnyOf("has mode 0644", "changed while it was read, twice");
                    }
                });
    }

    /** Root exchanges them, and is trusted; yet not even so does a stranger's link lead anywhere. */
    @Test
    void exchangeWithAStrangersLink_neverGivesWhatThatLeadsTo() throws Exception {
        Ground.needsRoot();
        Path link = link(dir.resolve("l"), "a");

        readDuring(
                TrustedFile.of(link, Kind.SECRET, DAEMON),
                i -> replace(link, linkOfStrangerOrRoot(i)),
                content -> isWholeOrNamesAsUnsafe(content, link));
    }

    /** A library is looked at once and loaded by its path, so here one walk has to be enough. */
    @Test
    void exchangeWithAStrangersLink_neverLocatesWhatThatLeadsTo() throws Exception {
        Ground.needsRoot();
        Path link = link(dir.resolve("l"), "a");
        TrustedFile library = TrustedFile.of(link, Kind.PUBLIC, DAEMON);

        during(
                i -> replace(link, linkOfStrangerOrRoot(i)),
                () -> assertThat(library.locate()).isNotEqualTo(new Location.Trusted(dir.resolve("b"))));
    }

    /** Kubelet's writer: a new directory, the exchange of ..data, and the removal of the old directory. */
    @Test
    void renewedVolume_givesOneVersionWholeAndTheLastAtTheEnd() throws Exception {
        Path data = dir.resolve("..data");
        var last = new AtomicInteger();
        version(0);
        link(data, "..0");
        TrustedFile token = TrustedFile.of(link(dir.resolve("token"), "..data/token"), Kind.SECRET, THIS);

        readDuring(
                token,
                i -> {
                    last.set(i + 1);
                    version(i + 1);
                    exchange(data, ".." + (i + 1));
                    Files.delete(dir.resolve(".." + i + "/token"));
                    Files.delete(dir.resolve(".." + i));
                },
                content -> isWhole(content, A, B));

        assertThat(text(token.read(MAX))).isEqualTo(last.get() % 2 == 0 ? A : B);
    }

    private void version(int number) throws IOException {
        Path version = directory(dir.resolve(".." + number), 0755);
        file(version.resolve("token"), number % 2 == 0 ? A : B, 0440);
    }

    /** Root's differ in length, so that one in the place of another, within one step of the clock, is not taken for it. */
    private Path linkOfStrangerOrRoot(int number) throws IOException {
        Path fresh = dir.resolve("tmp");
        return number % 2 == 0 ? owner(link(fresh, "b"), STRANGER) : link(fresh, "./".repeat(number % 200) + "a");
    }

    private static void replace(Path old, Path fresh) throws IOException {
        Files.move(fresh, old, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void isWholeOrNamesAsUnsafe(Content content, Path place) {
        if (content instanceof Content.Unusable(Flaw flaw, String advice) && flaw == Flaw.UNSAFE) {
            assertThat(advice).startsWith(place + " belongs to user 64242");
        } else {
            isWhole(content, A);
        }
    }

    private static void isWhole(Content content, String... versions) {
        switch (content) {
            case Content.Bytes bytes -> assertThat(text(bytes)).isIn((Object[]) versions);
            case Content.Unusable(Flaw flaw, String advice) -> {
                assertThat(flaw).as(advice).isEqualTo(Flaw.MISSING);
                assertThat(advice).containsAnyOf("changed while it was read, twice", "does not exist");
            }
        }
    }

    @FunctionalInterface
    private interface Exchange {
        void make(int number) throws IOException;
    }

    /** Checks what is read while the exchanges go on, and once more after the last of them. */
    private static void readDuring(TrustedFile source, Exchange exchange, Consumer<Content> check) throws Exception {
        during(exchange, () -> check.accept(source.read(MAX)));
    }

    /** Both sides end when the first of them has had enough: on a busy machine one may hardly run. */
    private static void during(Exchange exchange, Runnable look) throws Exception {
        var start = new CyclicBarrier(2);
        var enough = new AtomicBoolean();
        Callable<Void> exchanges = () -> {
            start.await();
            for (int i = 0; i < EXCHANGES && !enough.get(); i++) {
                exchange.make(i);
            }
            return null;
        };
        try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
            Future<Void> end = thread.submit(exchanges);
            start.await();
            try {
                for (int i = 0; i < LOOKS && !end.isDone(); i++) {
                    look.run();
                }
            } finally {
                enough.set(true);
            }
            end.get();
        }
        look.run();
    }
}
