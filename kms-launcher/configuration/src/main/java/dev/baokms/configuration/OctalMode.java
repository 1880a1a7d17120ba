package dev.baokms.configuration;

import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;

/** Permissions as three octal digits. */
final class OctalMode {
    private static final PosixFilePermission[] FROM_HIGH_BIT = PosixFilePermission.values();

    private OctalMode() {}

    static Set<PosixFilePermission> permissions(String text) {
        if (!text.matches("0?[0-7]{3}")) {
            throw new IllegalArgumentException(ConfigurationTexts.OCTAL_MODE);
        }
        int mode = Integer.parseInt(text, 8);
        var permissions = EnumSet.noneOf(PosixFilePermission.class);
        for (int bit = 0; bit < FROM_HIGH_BIT.length; bit++) {
            if ((mode & (1 << (FROM_HIGH_BIT.length - 1 - bit))) != 0) {
                permissions.add(FROM_HIGH_BIT[bit]);
            }
        }
        return Set.copyOf(permissions);
    }
}
