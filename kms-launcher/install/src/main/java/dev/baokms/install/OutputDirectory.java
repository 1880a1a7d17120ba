package dev.baokms.install;

import dev.baokms.host.SystemWords;
import dev.baokms.host.ToldException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** A directory for output; it must be new or empty before the first file. */
record OutputDirectory(Path path) {
    private static final PosixFilePermission[] BY_BIT = PosixFilePermission.values();

    /** @throws ToldException with a message for people, if the directory is not empty or cannot be written */
    void write(List<InstalledFile> files) throws ToldException {
        requireEmpty();
        try {
            for (InstalledFile file : files) {
                Path target = path.resolve(file.name());
                Files.createFile(target, PosixFilePermissions.asFileAttribute(permissions("0600")));
                Files.writeString(target, file.content(), StandardCharsets.UTF_8);
                // Set afterwards, because the umask would clear bits of a mode given at creation.
                Files.setPosixFilePermissions(target, permissions(file.mode()));
            }
        } catch (IOException e) {
            throw new ToldException(
                    InstallTexts.cannotBeWritten(path, SystemWords.of(e).seen()), e);
        }
    }

    private void requireEmpty() throws ToldException {
        if (!Files.exists(path)) {
            try {
                Files.createDirectory(path, PosixFilePermissions.asFileAttribute(permissions("0700")));
            } catch (IOException e) {
                throw new ToldException(InstallTexts.cannotBeCreated(path), e);
            }
        }
        if (!Files.isDirectory(path)) {
            throw new ToldException(InstallTexts.isNoDirectory(path));
        }
        try (Stream<Path> entries = Files.list(path)) {
            if (entries.findAny().isPresent()) {
                throw new ToldException(InstallTexts.isNotEmpty(path));
            }
        } catch (ToldException e) {
            throw e;
        } catch (IOException | UncheckedIOException e) {
            throw new ToldException(InstallTexts.cannotBeRead(path));
        }
    }

    private static Set<PosixFilePermission> permissions(String octal) {
        int mode = Integer.parseInt(octal, 8);
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        for (int bit = 0; bit < BY_BIT.length; bit++) {
            if ((mode & (0400 >> bit)) != 0) {
                permissions.add(BY_BIT[bit]);
            }
        }
        return permissions;
    }
}
