package dev.baokms.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baokms.core.stored.Revision;
import dev.baokms.core.stored.RowSource.Rows;
import dev.baokms.core.stored.StoredRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Remembers what a source told. */
class Told implements Rows {
    /** A row that may be kept. */
    record Row(Revision revision, boolean deletion, boolean newest, String key, String value) {}

    private final List<Row> rows = new ArrayList<>();
    private final List<Long> begins = new ArrayList<>();
    private final List<Double> shares = new ArrayList<>();

    @Override
    public void begin(long revision) {
        begins.add(revision);
        rows.clear();
    }

    @Override
    public void row(StoredRow row) {
        rows.add(new Row(
                row.revision(),
                row.deletion(),
                row.newest(),
                UTF_8.decode(row.key()).toString(),
                UTF_8.decode(row.value()).toString()));
    }

    @Override
    public void progress(double share) {
        shares.add(share);
    }

    List<Row> rows() {
        return rows;
    }

    List<Long> begins() {
        return begins;
    }

    List<Double> shares() {
        return shares;
    }

    Set<Revision> revisions() {
        return rows.stream().map(Row::revision).collect(Collectors.toSet());
    }

    Map<String, String> live() {
        var live = new TreeMap<String, String>();
        rows.stream().filter(row -> row.newest() && !row.deletion()).forEach(row -> live.put(row.key(), row.value()));
        return live;
    }
}
