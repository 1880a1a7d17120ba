package dev.baokms.operator.disaster;

import dev.baokms.core.stored.RowSource;
import dev.baokms.core.stored.Scan;
import dev.baokms.core.stored.StoredRow;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Looks for the newest value of one key. */
final class SearchedKey implements RowSource.Rows {
    /** What a source says about a key. */
    sealed interface Found {
        /**
         * The newest value.
         *
         * @param value a separate copy
         */
        record Newest(Stretch value, long revision) implements Found {}

        /** The source was not read, or it does not contain the key. */
        record Nothing(String reason) implements Found {}
    }

    private final ByteBuffer key;
    private Optional<Found.Newest> value = Optional.empty();
    private long deleted;

    SearchedKey(byte[] key) {
        this.key = ByteBuffer.wrap(key);
    }

    /** Reads the whole source, so that the checks of the source run. */
    static Found in(RowSource source, byte[] key) {
        var searched = new SearchedKey(key);
        return switch (source.read(searched)) {
            case Scan.Complete(var name, var kind, long revision, var c, var h, var i, var s, var z, var k, var r) ->
                searched.found(name, revision);
            case Scan.Refused(String place, String reason, String cure) ->
                new Found.Nothing(DisasterTexts.sourceRefused(place, reason, cure));
        };
    }

    @Override
    public void begin(long revision) {
        value = Optional.empty();
        deleted = 0;
    }

    @Override
    public void row(StoredRow row) {
        if (row.newest() && row.key().equals(key)) {
            if (row.deletion()) {
                deleted = row.revision().main();
            } else {
                value = Optional.of(new Found.Newest(
                        Stretch.copyOf(row.value()), row.revision().main()));
            }
        }
    }

    private Found found(String name, long revision) {
        if (value.isPresent()) {
            return value.get();
        }
        return new Found.Nothing(
                deleted > 0 ? DisasterTexts.deletedAt(name, deleted) : DisasterTexts.noSuchKey(name, revision));
    }
}
