package dev.baokms.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProcessIdentityTest {
    @Test
    void thisProcess_isWhoOwnsNewFiles(@TempDir Path dir) throws IOException {
        FileStatus made = FileStatus.of(Files.createFile(dir.resolve("f")));
        ProcessIdentity process = ProcessIdentity.ofThisProcess();

        assertThat(process.uid()).isEqualTo(made.uid());
        assertThat(process.isIn(made.gid())).isTrue();
    }

    @Test
    void effectiveIds_count() throws IOException {
        assertThat(ProcessIdentity.parse(status("1\t2\t3\t4", "5\t6\t7\t8", "9 10 ")))
                .isEqualTo(new ProcessIdentity(2, 6, Set.of(9L, 10L)));
    }

    @Test
    void noSupplementaryGroups_isAnEmptyLine() throws IOException {
        assertThat(ProcessIdentity.parse(status("0\t0\t0\t0", "0\t0\t0\t0", " ")))
                .isEqualTo(ProcessIdentity.of(0, 0));
    }

    @Test
    void groupNamedTwice_isOne() throws IOException {
        assertThat(ProcessIdentity.parse(status("1\t1\t1\t1", "1\t1\t1\t1", "7 7 1"))
                        .groups())
                .containsExactlyInAnyOrder(1L, 7L);
    }

    @Test
    void largestId_isBelowTheKernelsUnchanged() throws IOException {
        String largest = "4294967294\t".repeat(4);

        assertThat(ProcessIdentity.parse(status(largest, largest, "")).uid()).isEqualTo(4_294_967_294L);
    }

    @Test
    void membership_isByEffectiveOrSupplementaryGroup() {
        var process = new ProcessIdentity(1, 2, Set.of(3L));

        assertThat(process.isIn(2)).isTrue();
        assertThat(process.isIn(3)).isTrue();
        assertThat(process.isIn(1)).isFalse();
    }

    static Stream<List<String>> otherStatus() {
        return Stream.of(
                List.of(),
                List.of("Name:\tjava"),
                status("1\t1\t1\t1", "1\t1\t1\t1", "1").subList(0, 2),
                status("1", "1\t1\t1\t1", "1"),
                status("1\t1\t1\t1", "", "1"),
                status("1\tx\t1\t1", "1\t1\t1\t1", "1"));
    }

    @ParameterizedTest
    @MethodSource("otherStatus")
    void statusOfAnotherForm_isRefused(List<String> status) {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> ProcessIdentity.parse(status))
                .withMessageStartingWith("/proc/self/status ");
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 4_294_967_295L})
    void numberThatIsNoId_isRefused(long id) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ProcessIdentity.of(id, 0))
                .withMessage("uid is " + id + ", need 0 to 4294967294");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ProcessIdentity.of(0, id))
                .withMessageContaining("gid");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ProcessIdentity(0, 0, Set.of(id)))
                .withMessageContaining("group");
    }

    private static List<String> status(String users, String groups, String supplementary) {
        return List.of("Name:\tjava", "Uid:\t" + users, "Gid:\t" + groups, "Groups:\t" + supplementary, "Threads:\t9");
    }
}
