package dev.baokms.etcd;

import dev.baokms.host.PathText;
import dev.baokms.host.SystemWords;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;

/** A snapshot as k3s and RKE2 write it with {@code --etcd-snapshot-compress}: the only entry of a {@code .zip}. */
final class ZippedFile {
    private static final int STEP = 1 << 18;

    private ZippedFile() {}

    static boolean isOne(Path path) {
        return PathText.of(path).endsWith(".zip");
    }

    /** @param copy receives the content */
    static void unpack(Path path, TemporaryFile copy) throws RefusedSourceException {
        String name = PathText.printable(path);
        // Opened first by the rules of any other file, since a pipe could block.
        try (DataFile looked = DataFile.open(path);
                InputStream file = Files.newInputStream(path);
                ZipInputStream zip = new ZipInputStream(new BufferedInputStream(file, STEP))) {
            @Nullable ZipEntry entry = zip.getNextEntry();
            if (entry == null || entry.isDirectory()) {
                throw new RefusedSourceException(name, EtcdFileTexts.notAZip(looked.size()), EtcdFileTexts.ZIP_CURE);
            }
            var bytes = new byte[STEP];
            for (int read = zip.read(bytes); read >= 0; read = zip.read(bytes)) {
                copy.write(ByteBuffer.wrap(bytes, 0, read));
            }
            if (zip.getNextEntry() != null) {
                throw new RefusedSourceException(name, EtcdFileTexts.ZIP_WITH_MORE, EtcdFileTexts.ZIP_CURE);
            }
        } catch (IOException e) {
            throw new RefusedSourceException(
                    name, EtcdFileTexts.cannotBeUnpacked(SystemWords.of(e).seen()), EtcdFileTexts.ZIP_CURE);
        } catch (IllegalArgumentException e) {
            // The archive contains a name that is not UTF-8.
            throw new RefusedSourceException(name, EtcdFileTexts.ZIP_DAMAGED, EtcdFileTexts.ZIP_CURE);
        }
    }
}
