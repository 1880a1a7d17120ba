package dev.baokms.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/**
 * Prints how long writes to an etcd take, alone and beside a command. Not a test: no time is promised. One writer, a write of
 * one kilobyte every five milliseconds, as the leases of a large cluster are.
 *
 * <p>The command is stopped for six seconds after each six seconds of running, so that a machine that is slower for a minute is
 * slower for both. The writer is one thread on one connection: what it waits for is etcd.
 */
final class WriterTime {
    private static final int LEASES = 500;
    private static final long NANOS_BETWEEN = 5_000_000;
    private static final int WINDOW = 400;
    private static final long WARM_UP_NANOS = 12_000_000_000L;
    private static final long TURN_NANOS = 6_000_000_000L;
    /** What was under way when the command was stopped. */
    private static final long AFTER_STOP_NANOS = 100_000_000;

    private static final String VALUE = Base64.getEncoder().encodeToString(new byte[1000]);

    private final InputStream in;
    private final OutputStream out;
    private int count;

    private WriterTime(Socket etcd) throws IOException {
        etcd.setTcpNoDelay(true);
        this.in = new BufferedInputStream(etcd.getInputStream());
        this.out = etcd.getOutputStream();
    }

    /** @param args the port of an etcd on the loopback, how often, a name for the command, and the command */
    public static void main(String[] args) throws Exception {
        try (var etcd = new Socket(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), Integer.parseInt(args[0]))) {
            new WriterTime(etcd)
                    .compare(Integer.parseInt(args[1]), args[2], List.of(args).subList(3, args.length));
        }
    }

    private void compare(int times, String name, List<String> command) throws Exception {
        // Until this program is compiled, its writes take longer.
        writeFor(WARM_UP_NANOS);
        var alone = new ArrayList<Long>();
        var beside = new ArrayList<Long>();
        for (int i = 0; i < times; i++) {
            Process process = new ProcessBuilder(command)
                    .redirectOutput(Redirect.DISCARD)
                    .redirectError(Redirect.INHERIT)
                    .start();
            // One that is stopped would stay for ever.
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
            while (process.isAlive()) {
                long end = System.nanoTime() + TURN_NANOS;
                beside.addAll(write(() -> process.isAlive() && System.nanoTime() < end));
                signal("STOP", process);
                writeFor(AFTER_STOP_NANOS);
                alone.addAll(writeFor(TURN_NANOS));
                signal("CONT", process);
            }
            if (process.exitValue() != 0) {
                throw new AssertionError(command + " ended with " + process.exitValue());
            }
        }
        System.out.println(String.format(
                Locale.ROOT,
                "%-22s %5.1f s; alone %s; beside it %s",
                name + ":",
                beside.size() * NANOS_BETWEEN / 1e9 / times,
                figures(alone),
                figures(beside)));
    }

    private static void signal(String signal, Process process) throws Exception {
        // Of one that has just ended there is nothing to stop.
        int _ = new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                .redirectError(Redirect.DISCARD)
                .start()
                .waitFor();
    }

    private static String figures(List<Long> nanos) {
        long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
        return String.format(
                Locale.ROOT,
                "p50 %.1f p99 %.1f (usual %.1f) max %.0f ms of %s",
                sorted[sorted.length / 2] / 1e6,
                sorted[sorted.length * 99 / 100] / 1e6,
                usual(nanos) / 1e6,
                sorted[sorted.length - 1] / 1e6,
                sorted.length);
    }

    /** The median of the p99 of windows of two seconds: a machine that stands still once is in one of them. */
    private static long usual(List<Long> nanos) {
        long[] each = IntStream.range(0, Math.max(1, nanos.size() / WINDOW))
                .mapToObj(i -> nanos.subList(i * WINDOW, Math.min(nanos.size(), (i + 1) * WINDOW)))
                .mapToLong(window -> window.stream()
                        .mapToLong(Long::longValue)
                        .sorted()
                        .skip(window.size() * 99L / 100)
                        .findFirst()
                        .orElseThrow())
                .sorted()
                .toArray();
        return each[each.length / 2];
    }

    private List<Long> writeFor(long nanos) throws Exception {
        long end = System.nanoTime() + nanos;
        return write(() -> System.nanoTime() < end);
    }

    /** What falls behind is written at once, so that no wait of a write hides those after it. */
    private List<Long> write(BooleanSupplier more) throws Exception {
        var took = new ArrayList<Long>();
        long due = System.nanoTime();
        while (more.getAsBoolean()) {
            long early = due - System.nanoTime();
            if (early > 0) {
                Thread.sleep(early / 1_000_000, (int) (early % 1_000_000));
            }
            put();
            took.add(System.nanoTime() - due);
            due += NANOS_BETWEEN;
        }
        return took;
    }

    private void put() throws IOException {
        String key = Base64.getEncoder().encodeToString(("/registry/leases/node-" + count++ % LEASES).getBytes(UTF_8));
        String body = "{\"key\":\"%s\",\"value\":\"%s\"}".formatted(key, VALUE);
        out.write("POST /v3/kv/put HTTP/1.1\r\nHost: etcd\r\nContent-Length: %s\r\n\r\n%s"
                .formatted(body.length(), body)
                .getBytes(UTF_8));
        out.flush();
        String status = line();
        if (!status.contains(" 200 ")) {
            throw new AssertionError(status);
        }
        int length = 0;
        for (String header = line(); !header.isEmpty(); header = line()) {
            if (header.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                length = Integer.parseInt(
                        header.substring(header.indexOf(':') + 1).strip());
            }
        }
        in.skipNBytes(length);
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        for (int read = in.read(); read != '\n'; read = in.read()) {
            if (read < 0) {
                throw new EOFException("etcd closed the connection");
            }
            line.append((char) read);
        }
        return line.toString().strip();
    }
}
