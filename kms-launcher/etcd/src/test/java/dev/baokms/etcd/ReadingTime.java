package dev.baokms.etcd;

import dev.baokms.core.stored.Census;
import dev.baokms.core.stored.RowSource;
import dev.baokms.core.stored.Scan;
import dev.baokms.core.stored.StoredValues;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;

/** Prints how long a file takes to read: the rows alone, and with the census. Not a test: no time is promised. */
final class ReadingTime {
    private ReadingTime() {}

    /** @param args a snapshot, and {@code census} unless the rows alone are to be read */
    public static void main(String[] args) throws Exception {
        Path path = Path.of(args[0]);
        boolean counted = args.length > 1;
        var rows = new Counted();
        RowSource.Rows told = counted ? new Census(StoredValues.KEY, false) : rows;
        long begin = System.nanoTime();
        Scan scan = EtcdSources.file(path, false).read(told);
        double seconds = (System.nanoTime() - begin) / 1e9;
        if (!(scan instanceof Scan.Complete complete)) {
            throw new AssertionError(scan);
        }
        long heap = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .mapToLong(pool -> pool.getPeakUsage().getUsed())
                .sum();
        System.out.println("%s %s MiB, %s keys, %s rows: %s s, heap at most %s MiB of %s"
                .formatted(
                        counted ? "with the census:" : "rows alone:     ",
                        Files.size(path) >> 20,
                        complete.identity().get("total-keys"),
                        complete.identity().get("total-rows"),
                        Math.round(10 * seconds) / 10.0,
                        heap >> 20,
                        Runtime.getRuntime().maxMemory() >> 20));
    }
}
