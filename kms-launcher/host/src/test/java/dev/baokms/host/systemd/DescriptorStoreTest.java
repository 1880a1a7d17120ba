package dev.baokms.host.systemd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baokms.core.port.Survivor;
import dev.baokms.core.secret.SecretBytes;
import dev.baokms.host.ProcessIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a socket that receives descriptors and holds them as systemd does. */
class DescriptorStoreTest {
    private static final long ME = ProcessIdentity.ofThisProcess().uid();

    @TempDir
    private Path folder;

    private final List<String> warnings = new ArrayList<>();
    private ListeningManager systemd;

    @BeforeEach
    void start() throws Throwable {
        systemd = new ListeningManager(notifySocket(), 4);
    }

    @AfterEach
    void stop() {
        systemd.close();
    }

    private String notifySocket() {
        return folder.resolve("notify").toString();
    }

    private StoreMessages messages() {
        return new StoreMessages(new Datagrams(notifySocket()), Duration.ofSeconds(20));
    }

    /** As the next process of the service. */
    private DescriptorStore next() throws Throwable {
        return next(ME);
    }

    private DescriptorStore next(long uid) throws Throwable {
        return new DescriptorStore(
                Optional.of(messages()), uid, (message, detail) -> warnings.add(detail), systemd.handedOver());
    }

    private static SecretBytes secret(String text) {
        return SecretBytes.adopting(text.getBytes(UTF_8));
    }

    private static Optional<String> found(DescriptorStore store) {
        return store.kept().map(KeepingChild::text);
    }

    @Test
    void firstProcess_findsNothing_andMayKeep() throws Throwable {
        DescriptorStore first = next();

        assertThat(found(first)).isEmpty();
        assertThat(first.unavailable()).isEmpty();
        assertThat(messages().settled()).isTrue();
        assertThat(systemd.kept()).as("left of the trial").isEmpty();
    }

    @Test
    void whatIsKept_isFoundByEachProcessAfter_untilItIsReplaced() throws Throwable {
        assertThat(next().keep(secret("one"))).isEmpty();
        assertThat(found(next())).contains("one");
        DescriptorStore third = next();
        assertThat(found(third)).contains("one");

        assertThat(third.keep(secret("two"))).isEmpty();
        assertThat(third.keep(secret("three"))).isEmpty();

        assertThat(systemd.kept()).hasSize(1);
        assertThat(found(next())).contains("three");
        assertThat(warnings).isEmpty();
    }

    @Test
    void processOfItsOwn_findsWhatIsKept_andLeavesItsOwn() throws Throwable {
        assertThat(next().keep(secret("from before"))).isEmpty();

        assertThat(child("", "and after")).isEqualTo("found from before\nkeeping Optional.empty\n");
        assertThat(found(next())).contains("and after");
        assertThat(child("env LISTEN_PID=1 ")).isEqualTo("found nothing\n");
        assertThat(warnings).isEmpty();
    }

    private String child(String prefix, String... contents) throws Exception {
        var command = new ArrayList<String>(
                prefix.isEmpty() ? List.of() : List.of(prefix.strip().split(" ", -1)));
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                KeepingChild.class.getName()));
        command.addAll(List.of(contents));
        Process process = systemd.service(command).redirectErrorStream(true).start();
        return new String(process.getInputStream().readAllBytes(), UTF_8);
    }

    @Test
    void processKilledBetweenTheTwoMessages_leavesTwo_andTheLaterCounts() throws Throwable {
        plant("bao-kms-kept-9", PlantedMemory.of(PlantedMemory.MARK + "old", PlantedMemory.ALL_SEALS));
        plant("bao-kms-kept-10", PlantedMemory.of(PlantedMemory.MARK + "new", PlantedMemory.ALL_SEALS));

        DescriptorStore later = next();

        assertThat(found(later)).contains("new");
        assertThat(later.keep(secret("newer"))).isEmpty();
        assertThat(systemd.kept()).containsExactly("bao-kms-kept-11");
    }

    @Test
    void erased_isFoundByNobody_andErasingAgainIsWell() throws Throwable {
        DescriptorStore store = next();
        assertThat(store.keep(secret("one"))).isEmpty();

        assertThat(store.erase()).isEmpty();

        assertThat(systemd.kept()).isEmpty();
        assertThat(store.erase()).isEmpty();
        assertThat(found(next())).isEmpty();
        assertThat(store.keep(secret("again"))).isEmpty();
        assertThat(found(next())).contains("again");
    }

    @Test
    void whatWasLeft_canBeErasedUnread() throws Throwable {
        assertThat(next().keep(secret("one"))).isEmpty();

        assertThat(next().erase()).isEmpty();

        assertThat(systemd.kept()).isEmpty();
    }

    @Test
    void stoppedService_leavesNothing() throws Throwable {
        assertThat(next().keep(secret("one"))).isEmpty();
        systemd.drop();
        assertThat(found(next())).isEmpty();
    }

    @Test
    void memory_cannotBeChangedByWhoeverHoldsIt() throws Throwable {
        assertThat(next().keep(secret("one"))).isEmpty();
        for (int descriptor : systemd.handedOver().keySet()) {
            Path memory = Path.of("/proc/self/fd", "" + descriptor);
            for (StandardOpenOption change : List.of(StandardOpenOption.APPEND, StandardOpenOption.TRUNCATE_EXISTING)) {
                assertThatThrownBy(() -> Files.writeString(memory, "x", StandardOpenOption.WRITE, change))
                        .isInstanceOf(IOException.class);
            }
            new OwnDescriptor(descriptor).close();
        }
        assertThat(found(next())).contains("one");
    }

    private void plant(String name, OwnDescriptor descriptor) throws IOException {
        messages().store(name, descriptor);
        assertThat(messages().settled()).isTrue();
        descriptor.close();
    }

    private void refused(OwnDescriptor planted, long uid, String why) throws Throwable {
        plant("bao-kms-kept-7", planted);
        warnings.clear();

        assertThat(found(next(uid))).isEmpty();

        assertThat(warnings).containsExactly("bao-kms-kept-7: " + why);
        assertThat(messages().settled()).isTrue();
        assertThat(systemd.kept()).as("what is refused is dropped").isEmpty();
    }

    @Test
    void whatIsNotExactlyAsItWasKept_isRefusedWithOneLine_andDropped() throws Throwable {
        String whole = PlantedMemory.MARK + "content";
        String unsealed = "it is not sealed, so somebody may have changed it";
        for (int missing : new int[] {1, 2, 4, 8}) {
            refused(PlantedMemory.of(whole, PlantedMemory.ALL_SEALS & ~missing), ME, unsealed);
        }
        refused(PlantedMemory.file(folder.resolve("disk")), ME, unsealed);
        refused(
                PlantedMemory.of("OBKkept2content", PlantedMemory.ALL_SEALS),
                ME,
                "it does not begin as what a daemon keeps");
        refused(PlantedMemory.of("OBKkept1", PlantedMemory.ALL_SEALS), ME, "its size is 8 bytes");
        int tooLong = Survivor.MAX_BYTES + 1;
        refused(
                PlantedMemory.of(PlantedMemory.MARK + "x".repeat(tooLong), PlantedMemory.ALL_SEALS),
                ME,
                "its size is " + (8 + tooLong) + " bytes");
        refused(PlantedMemory.of(whole, PlantedMemory.ALL_SEALS), ME + 1, "it belongs to another user");
        refused(PlantedMemory.pipe(), ME, "it is not a regular file");
    }

    @Test
    void refusedOne_isNotReplacedByAnOlder() throws Throwable {
        plant("bao-kms-kept-6", PlantedMemory.of(PlantedMemory.MARK + "older", PlantedMemory.ALL_SEALS));
        refused(PlantedMemory.of("garbage", PlantedMemory.ALL_SEALS), ME, "its size is 7 bytes");
    }

    @Test
    void descriptorsOfOthers_areLeftAlone() throws Throwable {
        plant("stored", PlantedMemory.of("x", 0));
        DescriptorStore store = next();

        assertThat(found(store)).isEmpty();
        assertThat(store.erase()).isEmpty();
        assertThat(systemd.kept()).containsExactly("stored");
        assertThat(warnings).isEmpty();
    }

    @Test
    void longestContent_isKept_andALongerOneOrNoneIsTheCallersMistake() throws Throwable {
        String longest = "x".repeat(Survivor.MAX_BYTES);
        DescriptorStore store = next();
        assertThat(store.keep(secret(longest))).isEmpty();
        assertThat(found(next())).contains(longest);
        for (String wrong : List.of("", longest + "x")) {
            assertThatThrownBy(() -> store.keep(secret(wrong))).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void managerWithoutRoom_isSaidToKeepNothing_withTheCure() throws Throwable {
        systemd.close();
        systemd = new ListeningManager(folder.resolve("other").toString());
        var store = new DescriptorStore(
                Optional.of(
                        new StoreMessages(new Datagrams(folder.resolve("other").toString()), Duration.ofSeconds(20))),
                ME,
                (message, detail) -> {},
                Map.of());

        assertThat(store.unavailable().orElseThrow()).contains("set FileDescriptorStoreMax=4 in the [Service] section");
        assertThat(store.keep(secret("one"))).isEqualTo(store.unavailable());
        assertThat(store.erase()).isEmpty();
    }

    @Test
    void managerThatDoesNotRead_isNotWaitedForForEver() throws Throwable {
        var silent = new NotifySocket(folder.resolve("silent").toString());
        var store = new DescriptorStore(
                Optional.of(
                        new StoreMessages(new Datagrams(folder.resolve("silent").toString()), Duration.ofMillis(1))),
                ME,
                (message, detail) -> {},
                Map.of());
        assertThat(store.unavailable().orElseThrow()).contains("does not say whether it keeps descriptors: no answer");
        silent.close();
        assertThat(store.unavailable().orElseThrow()).contains("sendmsg failed");
    }

    @Test
    void processWithoutAManager_saysSo_andKeepsNothing() {
        for (Map<String, String> environment :
                List.of(Map.<String, String>of(), Map.of("NOTIFY_SOCKET", "vsock:2:1"))) {
            DescriptorStore store = DescriptorStore.of(environment, ME, (message, detail) -> {});
            assertThat(store.unavailable().orElseThrow()).contains("run the daemon as its unit");
            assertThat(store.kept()).isEmpty();
            assertThat(store.keep(secret("one"))).isPresent();
            assertThat(store.erase()).isEmpty();
        }
    }

    @Test
    void namesThatDoNotFitTheNumber_nameNothing() {
        assertThat(Descriptors.named(
                        Map.of("LISTEN_PID", "7", "LISTEN_FDS", "2", "LISTEN_FDNAMES", "a.socket:bao-kms-kept-1"), 7))
                .isEqualTo(Map.of(3, "a.socket", 4, "bao-kms-kept-1"));
        for (String names : List.of("", "bao-kms-kept-1", "a:b:c")) {
            assertThat(Descriptors.named(Map.of("LISTEN_PID", "7", "LISTEN_FDS", "2", "LISTEN_FDNAMES", names), 7))
                    .isEmpty();
        }
    }
}
