package dev.baokms.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/**
 * Prints how long writes to an etcd take, alone and beside a command, in turns. Not a test: no time is promised. One writer,
 * a write of one kilobyte every five milliseconds, as the leases of a large cluster are.
 */
final class WriterTime {
    private static final int LEASES = 500;
    private static final long NANOS_BETWEEN = 5_000_000;
    private static final int WINDOW = 400;
    private static final long ALONE_NANOS = 12_000_000_000L;
    private static final String VALUE = Base64.getEncoder().encodeToString(new byte[1000]);

    private final HttpClient http = HttpClient.newHttpClient();
    private final URI etcd;
    private int count;

    private WriterTime(URI etcd) {
        this.etcd = etcd.resolve("/v3/kv/put");
    }

    /** @param args an etcd, how many turns, a name for the command, and the command */
    public static void main(String[] args) throws Exception {
        var writer = new WriterTime(URI.create(args[0]));
        List<String> command = List.of(args).subList(3, args.length);
        // Until this program is compiled, its writes take longer, and what comes later would look better for it.
        writer.writeFor(2 * ALONE_NANOS);
        var alone = new ArrayList<Long>();
        var beside = new ArrayList<Long>();
        double seconds = 0;
        for (int turn = 0; turn < Integer.parseInt(args[1]); turn++) {
            alone.addAll(writer.writeFor(ALONE_NANOS));
            long begin = System.nanoTime();
            Process process = new ProcessBuilder(command)
                    .redirectOutput(Redirect.DISCARD)
                    .redirectError(Redirect.INHERIT)
                    .start();
            beside.addAll(writer.write(process::isAlive));
            seconds += (System.nanoTime() - begin) / 1e9;
            if (process.exitValue() != 0) {
                throw new AssertionError(command + " ended with " + process.exitValue());
            }
        }
        System.out.println(String.format(
                Locale.ROOT,
                "%-28s %5.1f s each; alone %s; beside it %s",
                args[2] + ":",
                seconds / Integer.parseInt(args[1]),
                figures(alone),
                figures(beside)));
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

    private void put() throws Exception {
        String key = Base64.getEncoder().encodeToString(("/registry/leases/node-" + count++ % LEASES).getBytes(UTF_8));
        var answer = http.send(
                HttpRequest.newBuilder(etcd)
                        .POST(BodyPublishers.ofString("{\"key\":\"%s\",\"value\":\"%s\"}".formatted(key, VALUE)))
                        .build(),
                BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new AssertionError(answer.body());
        }
    }
}
