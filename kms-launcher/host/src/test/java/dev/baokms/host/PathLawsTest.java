package dev.baokms.host;

import static dev.baokms.host.Ground.DAEMON;
import static dev.baokms.host.Ground.STRANGER;
import static dev.baokms.host.Ground.THIS;
import static dev.baokms.host.Ground.isRoot;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.core.port.ByteSource.Content;
import dev.baokms.core.port.ByteSource.Flaw;
import dev.baokms.host.TrustedFile.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/**
 * A path is trusted if and only if each of its components is. Root makes components of three users and looks in
 * the place of a daemon; any other user makes its own and looks for itself.
 */
class PathLawsTest {
    private static final ProcessIdentity PROCESS = isRoot() ? DAEMON : THIS;

    /**
     * @param linkOwner who owns the link by which the component is reached, if it is reached by one
     * @param absolute whether that link is absolute
     */
    record Component(long owner, int mode, Optional<Long> linkOwner, boolean absolute) {
        boolean linkIsTrusted() {
            return linkOwner.isEmpty() || isTrusted(linkOwner.get());
        }

        boolean isTrustedDirectory() {
            boolean open = (mode & 0022) != 0;
            boolean sticky = (mode & 01000) != 0;
            return isTrusted(owner) && (!open || (sticky && owner == 0));
        }

        boolean isTrustedFile(Kind kind) {
            return switch (kind) {
                case SECRET -> isTrusted(owner) && (mode & 0037) == 0;
                case PUBLIC -> isTrusted(owner) && (mode & 0022) == 0;
                case STATE -> owner == PROCESS.uid() && (mode & 0137) == 0 && linkOwner.isEmpty();
            };
        }

        private static boolean isTrusted(long uid) {
            return uid == 0 || uid == PROCESS.uid();
        }
    }

    @Property(tries = 400, edgeCases = EdgeCasesMode.NONE)
    void path_isTrustedIffEachComponentIs(
            @ForAll("directories") List<Component> directories, @ForAll("files") Component file, @ForAll Kind kind)
            throws IOException {
        Path base = Ground.mode(Files.createTempDirectory("path-laws").toRealPath(), 0755);
        try {
            Optional<Path> culprit = Optional.empty();
            Path at = base;
            for (int i = 0; i < directories.size(); i++) {
                Component directory = directories.get(i);
                Path real = at.resolve("r" + i);
                Path name = built(Files.createDirectory(real), directory, at.resolve("l" + i));
                culprit = culprit.or(() -> directory.linkIsTrusted() ? Optional.empty() : Optional.of(name))
                        .or(() -> directory.isTrustedDirectory() ? Optional.empty() : Optional.of(real));
                at = real;
            }
            Path real = at.resolve("file");
            Path name = built(Files.writeString(real, "content"), file, at.resolve("link"));
            culprit = culprit.or(() -> file.linkIsTrusted() ? Optional.empty() : Optional.of(name))
                    .or(() -> file.isTrustedFile(kind)
                            ? Optional.empty()
                            : Optional.of(kind == Kind.STATE ? name : real));

            judge(TrustedFile.of(asNamed(base, directories, file), kind, PROCESS), real, culprit);
        } finally {
            deleteAll(base);
        }
    }

    private static void judge(TrustedFile file, Path real, Optional<Path> culprit) {
        switch (file.read(100)) {
            case Content.Bytes bytes -> {
                assertThat(culprit).isEmpty();
                assertThat(Ground.text(bytes)).isEqualTo("content");
                assertThat(file.locate()).isEqualTo(new Location.Trusted(real));
            }
            case Content.Unusable(Flaw flaw, String advice) -> {
                assertThat(flaw).isEqualTo(Flaw.UNSAFE);
                assertThat(culprit).as(advice).isPresent();
                assertThat(advice).startsWith(culprit.orElseThrow() + " ");
                assertThat(file.locate()).isEqualTo(new Location.Refused(flaw, advice));
            }
        }
    }

    /** The name by which the component is reached: its own, or that of a link beside it. */
    private static Path built(Path real, Component component, Path link) throws IOException {
        Ground.owner(Ground.mode(real, component.mode()), component.owner());
        if (component.linkOwner().isEmpty()) {
            return real;
        }
        Ground.link(link, component.absolute() ? real.toString() : "./" + real.getFileName());
        return Ground.owner(link, component.linkOwner().get());
    }

    private static Path asNamed(Path base, List<Component> directories, Component file) {
        Path path = base;
        for (int i = 0; i < directories.size(); i++) {
            path = path.resolve((directories.get(i).linkOwner().isPresent() ? "l" : "r") + i);
        }
        return path.resolve(file.linkOwner().isPresent() ? "link" : "file");
    }

    private static void deleteAll(Path base) throws IOException {
        try (Stream<Path> all = Files.walk(base)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }

    @Provide
    Arbitrary<List<Component>> directories() {
        return components(Arbitraries.frequency(
                        Tuple.of(6, 0755), Tuple.of(3, 0700), Tuple.of(1, 0775), Tuple.of(1, 0702), Tuple.of(2, 01777)))
                .list()
                .ofMaxSize(4);
    }

    @Provide
    Arbitrary<Component> files() {
        return components(Arbitraries.frequency(
                Tuple.of(4, 0600),
                Tuple.of(4, 0640),
                Tuple.of(2, 0644),
                Tuple.of(1, 0660),
                Tuple.of(1, 0602),
                Tuple.of(1, 0755)));
    }

    private static Arbitrary<Component> components(Arbitrary<Integer> modes) {
        return Combinators.combine(owners(), modes, owners().optional(0.3), Arbitraries.of(true, false))
                .as(Component::new);
    }

    private static Arbitrary<Long> owners() {
        return isRoot()
                ? Arbitraries.frequency(Tuple.of(6, 0L), Tuple.of(6, DAEMON.uid()), Tuple.of(1, STRANGER))
                : Arbitraries.just(THIS.uid());
    }
}
