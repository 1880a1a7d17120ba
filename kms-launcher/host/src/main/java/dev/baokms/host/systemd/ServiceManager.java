package dev.baokms.host.systemd;

import java.io.IOException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Reports to systemd by the protocol of sd_notify(3): ready, the health in words, reloading, stopping, and the
 * watchdog.
 *
 * <p>Ready means that the daemon answers a Status over its own socket, even with an error. An order such as
 * {@code Before=kubelet.service} therefore holds although OpenBao is away. The watchdog is fed under the same condition
 * and no other, so a daemon that hangs or has lost its socket is restarted, and a daemon that has lost only OpenBao is
 * not.
 *
 * <p>A message that cannot be sent is reported once and sent again at the next check; the daemon keeps serving.
 */
public final class ServiceManager implements AutoCloseable {
    /** The interval of the checks, unless a watchdog asks for a shorter one. */
    private static final Duration PACE = Duration.ofSeconds(5);

    private static final Duration BEFORE_READY = Duration.ofMillis(200);

    /** Receives warnings for the operator; the daemon keeps serving. */
    public interface Warnings {
        /**
         * Called once for each problem.
         *
         * @param message a fixed text
         * @param detail what was seen
         */
        void warn(String message, String detail);
    }

    private final Datagrams datagrams;
    private final Duration pace;
    private final boolean watched;
    private final BooleanSupplier serves;
    private final Supplier<String> words;
    private final Warnings warnings;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;
    private boolean failed;
    private volatile boolean ready;
    private String said = "";

    private ServiceManager(
            String socket, Optional<Duration> feed, BooleanSupplier serves, Supplier<String> words, Warnings warnings) {
        this.datagrams = new Datagrams(socket);
        this.watched = feed.isPresent();
        this.pace = feed.filter(interval -> interval.compareTo(PACE) < 0).orElse(PACE);
        this.serves = serves;
        this.words = words;
        this.warnings = warnings;
        this.thread = Thread.ofPlatform().name("kms-systemd").daemon().unstarted(this::run);
    }

    /**
     * Returns empty, and loads no native code, unless systemd started this process and wants to hear from it.
     *
     * @param environment the variables from systemd: {@code NOTIFY_SOCKET}, {@code WATCHDOG_USEC} and
     *     {@code WATCHDOG_PID}
     * @param serves whether the daemon answers over its own socket; called at each check, may block for seconds
     * @param words the health in one line
     */
    public static Optional<ServiceManager> of(
            Map<String, String> environment, BooleanSupplier serves, Supplier<String> words, Warnings warnings) {
        String socket = environment.getOrDefault("NOTIFY_SOCKET", "");
        if (socket.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new ServiceManager(
                    socket, feed(environment, ProcessHandle.current().pid()), serves, words, warnings));
        } catch (IllegalArgumentException e) {
            // systemd does not set these variables like this, but the API server needs the daemon anyway.
            warnings.warn(SystemdTexts.WRONG_ENVIRONMENT, SystemdTexts.RIGHT_ENVIRONMENT);
            return Optional.empty();
        }
    }

    /** Returns half of systemd's limit, as sd_watchdog_enabled(3) advises; empty if another process is meant. */
    static Optional<Duration> feed(Map<String, String> environment, long pid) {
        return Optional.ofNullable(environment.get("WATCHDOG_USEC"))
                .filter(usec ->
                        environment.getOrDefault("WATCHDOG_PID", "" + pid).equals("" + pid))
                .map(usec ->
                        Duration.of(Long.parseLong(usec), ChronoUnit.MICROS).dividedBy(2));
    }

    /** Starts the checks, on a separate thread. */
    public void start() {
        thread.start();
    }

    private void run() {
        try {
            do {
                tell();
            } while (!closed.await((ready ? pace : BEFORE_READY).toNanos(), TimeUnit.NANOSECONDS));
        } catch (InterruptedException nobodyInterruptsThis) {
            Thread.currentThread().interrupt();
        }
    }

    /** Makes one check and sends what is new. */
    private void tell() {
        boolean serving = serves.getAsBoolean();
        String now = oneLine(words.get());
        synchronized (this) {
            if (closed.getCount() == 0) {
                return;
            }
            String news = now.equals(said) ? "" : "STATUS=" + now + "\n";
            String alive = serving ? (ready ? "" : "READY=1\n") + (watched ? "WATCHDOG=1\n" : "") : "";
            if (send(alive + news)) {
                ready |= serving;
                said = now;
            }
        }
    }

    /**
     * Reports that the configuration is being read again, runs the reload, and reports its end. For
     * {@code systemctl reload}, which waits for the second message.
     */
    public void whileReloading(Runnable reload) {
        // On Linux, HotSpot's nanoTime is the kernel's CLOCK_MONOTONIC, which systemd asks for.
        say("RELOADING=1\nMONOTONIC_USEC=" + TimeUnit.NANOSECONDS.toMicros(System.nanoTime()) + "\n");
        try {
            reload.run();
        } finally {
            sayReadyAgain();
        }
    }

    /** Reports that the daemon is stopping. No message follows. */
    @Override
    public synchronized void close() {
        if (closed.getCount() > 0) {
            closed.countDown();
            send("STOPPING=1\nSTATUS=stopping\n");
        }
    }

    private synchronized void sayReadyAgain() {
        ready = say("READY=1\n");
    }

    private synchronized boolean say(String message) {
        return closed.getCount() == 0 || send(message);
    }

    /** Returns whether nothing is left to send. */
    private boolean send(String message) {
        if (message.isEmpty()) {
            return true;
        }
        try {
            datagrams.send(message);
            failed = false;
            return true;
        } catch (IOException e) {
            if (!failed) {
                warnings.warn(SystemdTexts.CANNOT_BE_TOLD, String.valueOf(e.getMessage()));
            }
            failed = true;
            return false;
        }
    }

    /** Removes line breaks, because each would begin another message. */
    private static String oneLine(String words) {
        return words.replaceAll("\\p{Cntrl}+", " ").strip();
    }
}
