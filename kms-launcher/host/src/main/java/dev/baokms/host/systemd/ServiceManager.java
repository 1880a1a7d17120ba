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
 * Keeps systemd informed, by the protocol of sd_notify(3): ready, the health in words, reloading, stopping, and the watchdog.
 *
 * <p>Ready means that the daemon answers a Status over its own socket, with an error or without: an order such as
 * {@code Before=kubelet.service} then holds although OpenBao is away. The watchdog is fed for the same reason and no other, so a
 * daemon whose socket is gone or hangs is restarted, and one whose OpenBao is gone is not.
 *
 * <p>A message that cannot be sent is reported once and sent again at the next look; the daemon serves on.
 */
public final class ServiceManager implements AutoCloseable {
    /** How often words are compared and readiness is tried when no watchdog asks for more. */
    private static final Duration PACE = Duration.ofSeconds(5);

    private static final Duration BEFORE_READY = Duration.ofMillis(200);

    /** Takes what an operator should know: the daemon serves on all the same. */
    public interface Warnings {
        /**
         * Told once for each trouble.
         *
         * @param message fixed words
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
     * Nothing, and nothing native loaded, unless systemd started this process and wants to hear from it.
     *
     * @param environment where systemd leaves {@code NOTIFY_SOCKET}, {@code WATCHDOG_USEC} and {@code WATCHDOG_PID}
     * @param serves whether the daemon answers over its own socket; asked again and again, may block for seconds
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
            // These variables are not set as systemd sets them; the API server needs the daemon all the same.
            warnings.warn(SystemdTexts.WRONG_ENVIRONMENT, SystemdTexts.RIGHT_ENVIRONMENT);
            return Optional.empty();
        }
    }

    /** Half of what systemd allows, as sd_watchdog_enabled(3) advises; empty when another process is meant. */
    static Optional<Duration> feed(Map<String, String> environment, long pid) {
        return Optional.ofNullable(environment.get("WATCHDOG_USEC"))
                .filter(usec ->
                        environment.getOrDefault("WATCHDOG_PID", "" + pid).equals("" + pid))
                .map(usec ->
                        Duration.of(Long.parseLong(usec), ChronoUnit.MICROS).dividedBy(2));
    }

    /** Starts to look, on a thread of its own. */
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

    /** One look, and what it gives to say. */
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
     * Says that the configuration is read again, runs that, and says that it is done. For {@code systemctl reload}, which waits
     * for the second message.
     */
    public void whileReloading(Runnable reload) {
        // HotSpot's nanoTime is the kernel's CLOCK_MONOTONIC on Linux, which is the clock that systemd asks for.
        say("RELOADING=1\nMONOTONIC_USEC=" + TimeUnit.NANOSECONDS.toMicros(System.nanoTime()) + "\n");
        try {
            reload.run();
        } finally {
            sayReadyAgain();
        }
    }

    /** Says that the daemon stops, and nothing any more after that. */
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

    /** Whether there is nothing left to send. */
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

    /** A line break would begin another message. */
    private static String oneLine(String words) {
        return words.replaceAll("\\p{Cntrl}+", " ").strip();
    }
}
