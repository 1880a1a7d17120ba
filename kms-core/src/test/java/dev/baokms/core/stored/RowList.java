package dev.baokms.core.stored;

import static dev.baokms.core.stored.StoredValues.lent;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** A source that tells what it was given. */
public final class RowList implements RowSource {
    private final String name;
    private final Scan.Kind kind;
    private final List<StoredRow> rows = new ArrayList<>();
    private long revision;
    private boolean history = true;

    public RowList(String name, Scan.Kind kind) {
        this.name = name;
        this.kind = kind;
    }

    public RowList live(long written, String key, byte[] value) {
        return add(written, key, value, true);
    }

    public RowList superseded(long written, String key, byte[] value) {
        return add(written, key, value, false);
    }

    public RowList deleted(long written, String key) {
        rows.add(new StoredRow(new Revision(written, 0), true, true, lent(key), lent("")));
        revision = Math.max(revision, written);
        return this;
    }

    private RowList add(long written, String key, byte[] value, boolean newest) {
        rows.add(new StoredRow(new Revision(written, 0), false, newest, lent(key), lent(value)));
        revision = Math.max(revision, written);
        return this;
    }

    public RowList atRevision(long at) {
        revision = at;
        return this;
    }

    /** As a server that is asked for a range. */
    public RowList withoutHistory() {
        history = false;
        return this;
    }

    @Override
    public Scan.Complete read(Rows told) {
        told.begin(revision);
        rows.forEach(told::row);
        told.progress(1);
        boolean file = kind == Scan.Kind.SNAPSHOT || kind == Scan.Kind.MEMBER_FILE;
        return new Scan.Complete(
                name,
                kind,
                revision,
                OptionalLong.of(1),
                history,
                file ? Map.of("sha256", "ab".repeat(32)) : Map.of("cluster-id", "00000000000000aa"),
                file ? OptionalInt.of(0xCAFE) : OptionalInt.empty(),
                file ? OptionalLong.of(20_480) : OptionalLong.empty(),
                OptionalInt.of(0xBEEF),
                List.of());
    }

    /** The census of it. */
    public Counted counted() {
        var census = new Census(StoredValues.KEY, false);
        Scan.Complete scan = read(census);
        return new Counted(scan, census.count());
    }
}
