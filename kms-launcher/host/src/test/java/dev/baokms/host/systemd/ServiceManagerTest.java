package dev.baokms.host.systemd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What really arrives at a datagram socket. */
class ServiceManagerTest {
    @TempDir
    private Path folder;

    private final AtomicBoolean serves = new AtomicBoolean(true);
    private final AtomicReference<String> words = new AtomicReference<>("ok");

    private ServiceManager manager(String socket, Map<String, String> more) {
        var environment = new HashMap<>(more);
        environment.put("NOTIFY_SOCKET", socket);
        return ServiceManager.of(environment, serves::get, words::get, (message, detail) -> {})
                .orElseThrow();
    }

    private String path() {
        return folder.resolve("notify").toString();
    }

    @Test
    void withoutNotifySocket_thereIsNobodyToTell() {
        assertThat(ServiceManager.of(
                        Map.of("WATCHDOG_USEC", "1000000"), serves::get, words::get, (message, detail) -> {}))
                .isEmpty();
    }

    @Test
    void readyAndHealth_arriveAtAPath() throws Throwable {
        try (var systemd = new ListeningManager(path());
                var told = manager(path(), Map.of())) {
            told.start();

            assertThat(systemd.next()).isEqualTo("READY=1\nSTATUS=ok\n");
        }
    }

    @Test
    void readyAndHealth_arriveAtAnAbstractName() throws Throwable {
        String name = "@bao-kms-provider-test-" + UUID.randomUUID();
        try (var systemd = new ListeningManager(name);
                var told = manager(name, Map.of())) {
            told.start();

            assertThat(systemd.next()).isEqualTo("READY=1\nSTATUS=ok\n");
        }
    }

    @Test
    void socketThatDoesNotAnswer_isNotReady_untilItDoes() throws Throwable {
        serves.set(false);
        words.set("starting");
        try (var systemd = new ListeningManager(path());
                var told = manager(path(), Map.of())) {
            told.start();
            assertThat(systemd.next()).isEqualTo("STATUS=starting\n");

            serves.set(true);

            assertThat(systemd.next()).isEqualTo("READY=1\n");
        }
    }

    @Test
    void watchdog_isFedWhileTheSocketIsServed_andNotAfter() throws Throwable {
        try (var systemd = new ListeningManager(path());
                var told = manager(path(), Map.of("WATCHDOG_USEC", "20000"))) {
            told.start();
            assertThat(systemd.next()).isEqualTo("READY=1\nWATCHDOG=1\nSTATUS=ok\n");
            assertThat(systemd.next()).isEqualTo("WATCHDOG=1\n");

            serves.set(false);
            words.set("gone");
            systemd.nextWith("STATUS=gone");
            // Each of these is a later look, and none of them feeds.
            for (String later : List.of("still gone", "gone for good")) {
                words.set(later);
                assertThat(systemd.next()).isEqualTo("STATUS=" + later + "\n");
            }
        }
    }

    @Test
    void watchdogOfAnotherProcess_isNotFed() throws Throwable {
        try (var systemd = new ListeningManager(path());
                var told = manager(path(), Map.of("WATCHDOG_USEC", "20000", "WATCHDOG_PID", "1"))) {
            told.start();

            assertThat(systemd.next()).isEqualTo("READY=1\nSTATUS=ok\n");
        }
    }

    @Test
    void watchdogInterval_isHalfOfWhatSystemdAllows() {
        assertThat(ServiceManager.feed(Map.of("WATCHDOG_USEC", "30000000", "WATCHDOG_PID", "7"), 7))
                .contains(Duration.ofSeconds(15));
        assertThat(ServiceManager.feed(Map.of("WATCHDOG_USEC", "30000000"), 7)).contains(Duration.ofSeconds(15));
        assertThat(ServiceManager.feed(Map.of("WATCHDOG_USEC", "30000000", "WATCHDOG_PID", "8"), 7))
                .isEmpty();
        assertThat(ServiceManager.feed(Map.of(), 7)).isEmpty();
    }

    @Test
    void healthWithALineBreak_staysOneLine() throws Throwable {
        words.set("OpenBao is sealed\nWATCHDOG=trigger");
        try (var systemd = new ListeningManager(path());
                var told = manager(path(), Map.of())) {
            told.start();

            assertThat(systemd.next()).isEqualTo("READY=1\nSTATUS=OpenBao is sealed WATCHDOG=trigger\n");
        }
    }

    @Test
    void reload_isAnnouncedWithTheKernelsClock_andReadyFollows() throws Throwable {
        try (var systemd = new ListeningManager(path());
                var told = manager(path(), Map.of())) {
            told.start();
            systemd.next();
            var during = new AtomicReference<String>();
            long before = System.nanoTime() / 1000;

            told.whileReloading(() -> during.set(await(systemd)));

            assertThat(during.get()).startsWith("RELOADING=1\nMONOTONIC_USEC=");
            long stamp = Long.parseLong(during.get().strip().replaceAll("(?s).*=", ""));
            assertThat(stamp).isBetween(before, System.nanoTime() / 1000);
            assertThat(systemd.next()).isEqualTo("READY=1\n");
        }
    }

    private static String await(ListeningManager systemd) {
        try {
            return systemd.next();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void stop_isTheLastWord() throws Throwable {
        try (var systemd = new ListeningManager(path())) {
            ServiceManager told = manager(path(), Map.of("WATCHDOG_USEC", "20000"));
            told.start();
            systemd.next();

            told.close();
            told.close();
            told.whileReloading(() -> {});

            assertThat(systemd.nextWith("STOPPING=1")).isEqualTo("STOPPING=1\nSTATUS=stopping\n");
            new Datagrams(path()).send("mark");
            assertThat(systemd.next()).isEqualTo("mark");
        }
    }

    @Test
    void managerThatComesBack_hearsReady() throws Throwable {
        try (var told = manager(path(), Map.of())) {
            told.start();
            try (var systemd = new ListeningManager(path())) {
                assertThat(systemd.next()).isEqualTo("READY=1\nSTATUS=ok\n");
            }
        }
    }

    @Test
    void nameThatIsNoSocket_isRefused() {
        for (String name : List.of("", "/", "notify", "vsock:2:1", "/" + "n".repeat(107))) {
            assertThatThrownBy(() -> new Datagrams(name))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("need an absolute path or @name of at most 107");
        }
    }
}
