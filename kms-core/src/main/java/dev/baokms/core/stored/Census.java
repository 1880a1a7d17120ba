package dev.baokms.core.stored;

import dev.baokms.core.key.Sha256;
import dev.baokms.core.stored.StoredObject.Contradictory;
import dev.baokms.core.stored.StoredObject.Encoding;
import dev.baokms.core.stored.StoredObject.Foreign;
import dev.baokms.core.stored.StoredObject.Ours;
import dev.baokms.core.stored.StoredObject.Plaintext;
import dev.baokms.core.stored.StoredObject.Unknown;
import dev.baokms.core.stored.Tally.Category;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Counts the rows of one source. Its memory depends on the number of kinds of rows, not on the number of rows, unless
 * all names are kept. Not safe for threads.
 */
public final class Census implements RowSource.Rows {
    /** How many keys a tally names. */
    public static final int FIRST = 10;

    /** How many parts the history of writes has. */
    public static final int SLICES = 48;

    /** A cluster has about a hundred resources and a dozen versions; a file made to exhaust memory has more. */
    private static final int MAX_PLACES = 2_000;

    private static final int MAX_KINDS = 1_000;
    private static final int MAX_CELLS = 20_000;

    /** Starts of API servers times versions; beyond this number it starts again with nothing remembered. */
    private static final int MAX_HEADERS = 2_000;

    /**
     * What rows have in common besides their resource, and their cells by place: live rows at even indexes, the others
     * at odd ones.
     */
    private static final class Kind {
        final Category category;
        final int version;
        final String detail;
        final long[] writes = new long[SLICES];

        @Nullable
        Cell[] cells = new Cell[8];

        Kind(Category category, int version, String detail) {
            this.category = category;
            this.version = version;
            this.detail = detail;
        }
    }

    /**
     * Where rows lie.
     *
     * @param name of the resource, or the prefix where nothing is an object
     * @param usual whether the prefix is one that API servers have
     * @param bookkeeping whether an API server puts no objects here
     */
    private record Place(int index, String prefix, String name, boolean usual, boolean bookkeeping) {}

    private final OurKey key;
    private final byte[] prefix;
    private final boolean allNames;
    private final Remembered<Place> placesByKey = new Remembered<>(MAX_PLACES);
    private final Remembered<Kind> kindsByHeader = new Remembered<>(MAX_HEADERS);
    private final WireEnvelope parts = new WireEnvelope();
    private final List<Place> places = new ArrayList<>();
    private final Map<String, Kind> kinds = new LinkedHashMap<>();
    private final Seeds seeds = new Seeds();
    private final Namespaces namespaces = new Namespaces();
    private int cellCount;
    private long revision;
    private boolean complete = true;

    /**
     * Begins empty.
     *
     * @param allNames whether to keep every key of this provider's live objects except those of the newest version,
     *     which takes as much memory as the keys are long
     */
    public Census(OurKey key, boolean allNames) {
        this.key = key;
        this.prefix = key.prefix();
        this.allNames = allNames;
        begin(0);
    }

    @Override
    public void begin(long newest) {
        revision = newest;
        placesByKey.clear();
        kindsByHeader.clear();
        places.clear();
        // One place for keys of unknown form, one for everything beyond the limit.
        places.add(new Place(0, "", "", false, true));
        places.add(new Place(1, "", "others", true, false));
        kinds.clear();
        seeds.clear();
        namespaces.clear();
        cellCount = 0;
        complete = true;
    }

    @Override
    public void row(StoredRow row) {
        if (row.deletion()) {
            return;
        }
        int scope = EtcdKey.scopeLength(row.key());
        Place place = placeOf(row.key(), scope);
        boolean bookkeeping = place.bookkeeping || scope == row.key().remaining();
        Kind kind = kindOf(row.value(), bookkeeping, place.usual);
        long written = row.revision().main();
        boolean every = allNames && row.live() && kind.category.ofThisProvider();
        Cell cell = cellOf(kind, place, row.live());
        cell.add(written, row.key(), every);
        if (kind.category.encrypted()) {
            namespaces.count(row.key(), scope, cell.namespaces());
        }
        if (kind.category.namesSeed()) {
            // The parts that were read last belong to this row.
            cell.seed(parts.seedType());
        }
        if (row.live() && kind.category == Category.OURS) {
            kind.writes[slice(written)]++;
        }
    }

    private int slice(long written) {
        return Math.clamp((long) ((double) written / (revision + 1.0) * SLICES), 0, SLICES - 1);
    }

    private Place placeOf(ByteBuffer etcdKey, int scope) {
        // No API server makes longer ones, and keeping them would let a file exhaust memory.
        if (scope == 0 || scope > Remembered.MAX_BYTES) {
            return places.getFirst();
        }
        Place known = placesByKey.find(etcdKey, etcdKey.position(), scope);
        if (known != null) {
            return known;
        }
        if (placesByKey.isFull()) {
            complete = false;
            return places.get(1);
        }
        EtcdKey read = EtcdKey.of(etcdKey);
        var place = new Place(places.size(), read.prefix(), read.resource(), read.usualPrefix(), read.bookkeeping());
        places.add(place);
        placesByKey.keep(place);
        return place;
    }

    private Kind kindOf(ByteBuffer value, boolean bookkeeping, boolean usual) {
        if (Scheme.isOurs(value, prefix) && value.remaining() <= StoredObject.MAX_BYTES) {
            return kindOfOurs(value, value.position() + prefix.length);
        }
        // Others may use the same store: under their prefix, only a value that no one else writes is an object.
        return switch (StoredObject.of(value, key)) {
            case Plaintext(Encoding encoding)
            when bookkeeping || (!usual && encoding != Encoding.PROTOBUF) -> kind(Category.OUTSIDE, 0, "");
            case Unknown(String reason, boolean ours)
            when (bookkeeping || !usual) && !ours -> kind(Category.OUTSIDE, 0, "");
            case StoredObject object -> kindOf(object);
        };
    }

    /** Objects of one seed differ only in their data, so the meaning of the rest is remembered. */
    private Kind kindOfOurs(ByteBuffer value, int from) {
        int position = value.position();
        value.position(from);
        try {
            String problem = parts.read(value);
            if (!problem.isEmpty()) {
                return kind(Category.UNREADABLE, 0, problem);
            }
            boolean first = parts.dataIsFirst(value);
            int rest = parts.dataAt + parts.dataLength;
            Kind known = first ? kindsByHeader.find(value, rest, value.limit() - rest) : null;
            if (known != null) {
                return known;
            }
            seeds.add(value, parts.seedAt, parts.seedLength);
            Kind kind = kindOf(Statements.of(new Envelope(value, parts)).against(key));
            if (first && kindsByHeader.isFull()) {
                kindsByHeader.clear();
            } else if (first) {
                kindsByHeader.keep(kind);
            }
            return kind;
        } finally {
            value.position(position);
        }
    }

    private Kind kindOf(StoredObject object) {
        return switch (object) {
            case Ours(Envelope envelope, int version) ->
                kind(Category.OURS, version, Sha256.base64Url(envelope.keyId()));
            case Contradictory(Envelope envelope, var versions, String reason) ->
                kind(Category.CONTRADICTORY, versions.isEmpty() ? 0 : versions.first(), reason);
            case Foreign(String writer) -> kind(Category.FOREIGN, 0, writer);
            case Plaintext(Encoding encoding) ->
                kind(Category.PLAINTEXT, 0, encoding.name().toLowerCase(Locale.ROOT));
            case Unknown(String reason, boolean ours) -> kind(ours ? Category.UNREADABLE : Category.UNKNOWN, 0, reason);
        };
    }

    private Kind kind(Category category, int version, String detail) {
        String name = category + " " + version + " " + detail;
        Kind known = kinds.get(name);
        if (known != null) {
            return known;
        }
        boolean room = kinds.size() < MAX_KINDS;
        complete &= room;
        return room
                ? kinds.computeIfAbsent(name, fresh -> new Kind(category, version, detail))
                : kinds.computeIfAbsent(category + " 0 others", others -> new Kind(category, 0, "others"));
    }

    private Cell cellOf(Kind kind, Place place, boolean live) {
        int at = 2 * place.index + (live ? 0 : 1);
        if (at >= kind.cells.length) {
            kind.cells = Arrays.copyOf(kind.cells, Math.max(at + 1, 2 * kind.cells.length));
        }
        Cell cell = kind.cells[at];
        if (cell == null) {
            if (cellCount >= MAX_CELLS && place.index > 1) {
                complete = false;
                return cellOf(kind, places.get(1), live);
            }
            cellCount++;
            cell = new Cell();
            kind.cells[at] = cell;
        }
        return cell;
    }

    /** The count of all rows so far. */
    public Count count() {
        var tallies = new ArrayList<Tally>();
        var writes = new TreeMap<Integer, List<Long>>();
        // All names are kept only for objects that a rewrite has not reached yet.
        int newest = kinds.values().stream()
                .filter(kind -> Arrays.stream(kind.writes).anyMatch(count -> count > 0))
                .mapToInt(kind -> kind.version)
                .max()
                .orElse(0);
        for (Kind kind : kinds.values()) {
            for (int at = 0; at < kind.cells.length; at++) {
                Cell cell = kind.cells[at];
                if (cell != null) {
                    boolean rewritten = kind.category == Category.OURS && kind.version == newest;
                    tallies.add(cell.tally(
                            kind.category,
                            kind.version,
                            kind.detail,
                            name(places.get(at / 2)),
                            at % 2 == 0,
                            namespaces,
                            rewritten ? FIRST : Long.MAX_VALUE));
                }
            }
            if (kind.category == Category.OURS) {
                writes.merge(kind.version, Arrays.stream(kind.writes).boxed().toList(), Census::sum);
            }
        }
        tallies.sort(Comparator.comparing(Tally::category)
                .thenComparingInt(Tally::version)
                .thenComparing(Tally::detail)
                .thenComparing(Tally::resource)
                .thenComparing(tally -> !tally.live()));
        List<String> prefixes = places.stream()
                .filter(place -> !place.prefix.isEmpty())
                .map(Place::prefix)
                .distinct()
                .sorted()
                .toList();
        return new Count(tallies, writes, prefixes, seeds.count(), complete);
    }

    private static String name(Place place) {
        return place.name.isEmpty() ? "no resource" : place.name;
    }

    private static List<Long> sum(List<Long> some, List<Long> more) {
        var sums = new ArrayList<Long>();
        for (int i = 0; i < some.size(); i++) {
            sums.add(some.get(i) + more.get(i));
        }
        return sums;
    }
}
