package dev.baokms.core.key;

/**
 * One version of a Transit key. Its creation time distinguishes it from the same number of another key of that name.
 *
 * @param number the Transit version, 1 or more
 * @param createdAtEpochSeconds creation time in Unix seconds, more than 0
 */
public record KeyVersion(int number, long createdAtEpochSeconds) {
    public KeyVersion {
        if (number < 1) {
            throw new IllegalArgumentException("version is " + number + ", need 1 or more");
        }
        if (createdAtEpochSeconds < 1) {
            throw new IllegalArgumentException("creation time is " + createdAtEpochSeconds + " s, need 1 or more");
        }
    }
}
