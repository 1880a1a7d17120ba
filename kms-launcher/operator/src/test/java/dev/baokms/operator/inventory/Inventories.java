package dev.baokms.operator.inventory;

import static dev.baokms.core.stored.StoredValues.KEY;
import static dev.baokms.core.stored.StoredValues.PROVIDER;
import static dev.baokms.core.stored.StoredValues.ours;

import dev.baokms.core.stored.Coverage;
import dev.baokms.core.stored.LiveSource;
import dev.baokms.core.stored.RowList;
import dev.baokms.core.stored.RowSource;
import dev.baokms.core.stored.Scan;
import dev.baokms.operator.inventory.Inventory.Asked;
import dev.baokms.operator.inventory.Inventory.Identity;
import dev.baokms.operator.inventory.InventoryRun.Result;
import dev.baokms.operator.inventory.InventoryRun.Wish;
import dev.baokms.operator.report.ProgressLine;
import java.io.PrintWriter;
import java.io.Writer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Inventories of sources that hold what a test says. */
public final class Inventories {
    static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");
    static final byte[] PLAIN = {'k', '8', 's', 0, 1};
    static final Identity IDENTITY = new Identity("cfg1.abc", "sha256:00");

    private Inventories() {}

    /** A cluster that can be watched and asked for its hash. */
    record Cluster(RowSource rows, RowSource written, OptionalInt answeredHash) implements LiveSource {
        @Override
        public Scan read(Rows told) {
            return rows.read(told);
        }

        @Override
        public Scan watch(long after, Duration howLong, Rows told) {
            return written.read(told);
        }

        @Override
        public OptionalInt hashKv(long revision) {
            return answeredHash;
        }
    }

    static RowList etcd() {
        return new RowList("https://etcd:2379", Scan.Kind.ETCD);
    }

    static RowList snapshot(String name) {
        return new RowList("/backup/" + name, Scan.Kind.SNAPSHOT);
    }

    /** Every secret under version 3, everything else as it should be. */
    static RowList rewritten() {
        return etcd().live(30, "/registry/secrets/a/x", ours(3, 1))
                .live(31, "/registry/secrets/a/y", ours(3, 1))
                .live(32, "/registry/pods/a/z", PLAIN);
    }

    static Wish nothingSaid() {
        return new Wish(Optional.empty(), Optional.empty(), Optional.empty(), false, false);
    }

    static Wish everythingSaid() {
        return new Wish(
                Optional.of(NOW.minusSeconds(3600)),
                Optional.of(Duration.ofMinutes(10)),
                Optional.of(secrets()),
                true,
                false);
    }

    private static Coverage secrets() {
        return new Coverage() {
            @Override
            public Duty dutyOf(String resource) {
                return resource.equals("secrets") ? Duty.OURS : Duty.NOT_OURS;
            }

            @Override
            public Set<String> named() {
                return Set.of("secrets");
            }
        };
    }

    static Result run(Wish wish, Optional<RowSource> cluster, List<RowSource> files) {
        return run(wish, cluster, files, IDENTITY);
    }

    private static Result run(Wish wish, Optional<RowSource> cluster, List<RowSource> files, Identity identity) {
        var nowhere = new ProgressLine(new PrintWriter(Writer.nullWriter()), false, () -> 0);
        return new InventoryRun(KEY, wish, nowhere, () -> NOW)
                .run(cluster, files, new Asked(PROVIDER, Optional.of(identity), Optional.empty()), "0.1.0");
    }

    static Inventory of(Wish wish, RowSource cluster, RowSource... files) {
        return done(run(wish, Optional.of(cluster), List.of(files)));
    }

    static Inventory ofFiles(RowSource... files) {
        return done(run(nothingSaid(), Optional.empty(), List.of(files)));
    }

    private static Inventory done(Result outcome) {
        if (outcome instanceof Result.Done(Inventory inventory)) {
            return inventory;
        }
        throw new AssertionError("was refused");
    }

    /** All that a verdict of safe asks for. */
    static Inventory safe() {
        return safe(IDENTITY, 3);
    }

    /** On an installation, where everything was rewritten to a version. */
    public static Inventory safe(Identity installation, int version) {
        RowSource rows = etcd().live(30, "/registry/secrets/a/x", ours(version, 1))
                .live(31, "/registry/secrets/a/y", ours(version, 1))
                .live(32, "/registry/pods/a/z", PLAIN);
        return done(run(
                everythingSaid(),
                Optional.of(new Cluster(rows, etcd(), OptionalInt.empty())),
                List.of(),
                installation));
    }
}
