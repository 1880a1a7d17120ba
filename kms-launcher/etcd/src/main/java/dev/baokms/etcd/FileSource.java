package dev.baokms.etcd;

import dev.baokms.core.stored.RowSource;
import dev.baokms.core.stored.Scan;
import dev.baokms.host.PathText;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** A snapshot, or the file of a stopped member. */
final class FileSource implements RowSource {
    /** The share of the work on a file that its hash takes. */
    static final double FOR_HASH = 0.3;

    private final Path path;
    private final boolean memberWasStopped;
    private final Path temporaryFolder;
    private final SecureRandom random;
    private final long mostBytesForKeys;
    private Optional<Known> known = Optional.empty();

    /** What an earlier reading found. */
    private record Known(BoltImage image, FileScan.Extent extent, Scan.Complete scan) {}

    /**
     * @param temporaryFolder for the content of a {@code .zip}
     * @param mostBytesForKeys memory that the keys of the file may take
     */
    FileSource(Path path, boolean memberWasStopped, Path temporaryFolder, SecureRandom random, long mostBytesForKeys) {
        this.path = path;
        this.memberWasStopped = memberWasStopped;
        this.temporaryFolder = temporaryFolder;
        this.random = random;
        this.mostBytesForKeys = mostBytesForKeys;
    }

    @Override
    public Scan read(Rows rows) {
        try {
            if (ZippedFile.isOne(path)) {
                return readZipped(rows);
            }
            if (memberWasStopped) {
                refuseLocked();
            }
            try (DataFile file = DataFile.open(path)) {
                return read(file, rows);
            }
        } catch (RefusedSourceException e) {
            return e.refusal();
        }
    }

    private Scan readZipped(Rows rows) throws RefusedSourceException {
        try (TemporaryFile copy = TemporaryFile.in(temporaryFolder, PathText.printable(path))) {
            ZippedFile.unpack(path, copy);
            return read(copy.data(), rows);
        }
    }

    private void refuseLocked() throws RefusedSourceException {
        Optional<String> holder = MemberLock.holder(path);
        if (holder.isPresent()) {
            throw new RefusedSourceException(
                    PathText.printable(path), EtcdFileTexts.openInProcess(holder.get()), EtcdFileTexts.STOP_THE_MEMBER);
        }
    }

    private Scan read(DataFile file, Rows rows) throws RefusedSourceException {
        return known.isPresent() ? readAgain(file, known.get(), rows) : readFirst(file, rows);
    }

    private Scan readFirst(DataFile file, Rows rows) throws RefusedSourceException {
        BoltImage image = BoltImage.of(file, memberWasStopped, share -> rows.progress(share * FOR_HASH));
        var bolt = new BoltFile(file, image.size());
        FileScan scan = scan(file, bolt, rows);
        scan.run(revision -> List.of());
        Scan.Complete complete = complete(image, bolt, scan);
        known = Optional.of(new Known(image, scan.extent(), complete));
        return complete;
    }

    /**
     * Reuses etcd's hashes, which are equal for equal bytes. Checks that the bytes are equal while the rows are read.
     */
    private Scan readAgain(DataFile file, Known former, Rows rows) throws RefusedSourceException {
        var image = CompletableFuture.supplyAsync(() -> imageOf(file));
        FileScan scan = scan(file, new BoltFile(file, former.image().size()), rows);
        scan.tellRows();
        if (!scan.extent().equals(former.extent()) || !image.join().equals(Optional.of(former.image()))) {
            throw FileScan.changed(file);
        }
        rows.progress(1);
        return former.scan();
    }

    private FileScan scan(DataFile file, BoltFile bolt, Rows rows) throws RefusedSourceException {
        return new FileScan(file, bolt, new KeyMemory(random, mostBytesForKeys), rows);
    }

    private Optional<BoltImage> imageOf(DataFile file) {
        try {
            return Optional.of(BoltImage.of(file, memberWasStopped, share -> {}));
        } catch (RefusedSourceException e) {
            return Optional.empty();
        }
    }

    private Scan.Complete complete(BoltImage image, BoltFile bolt, FileScan scan) {
        StoreFacts facts = scan.facts();
        var identity = new TreeMap<String, String>(Map.of(
                "sha256", image.sha256(),
                "total-keys", Long.toString(scan.liveKeys()),
                "total-rows", Long.toString(scan.allRows())));
        if (!facts.members().isEmpty()) {
            identity.put("members", String.join(",", facts.members()));
        }
        var remarks = new ArrayList<String>();
        if (image.kind() == Scan.Kind.MEMBER_FILE) {
            remarks.add(EtcdFileTexts.STOPPED_BY_THE_WORD);
        }
        if (facts.scheduled() > facts.finished()) {
            remarks.add(EtcdFileTexts.compactionNotFinished(facts.scheduled()));
        }
        return new Scan.Complete(
                PathText.printable(path),
                image.kind(),
                scan.revision(),
                OptionalLong.of(facts.compacted()),
                true,
                identity,
                OptionalInt.of(scan.statusHash()),
                OptionalLong.of(bolt.size()),
                OptionalInt.of(scan.hashes().getFirst().value()),
                remarks);
    }
}
