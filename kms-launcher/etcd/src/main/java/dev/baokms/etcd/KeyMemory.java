package dev.baokms.etcd;

import java.security.SecureRandom;

/**
 * Remembers which keys were met, by 127 bits of SipHash-2-4 under a random key. With a million keys, the chance that
 * two are taken for one is below 2^-87, and an attacker who writes objects cannot raise it. One more bit for each key
 * says whether one of its rows is at or below the compact revision.
 *
 * <p>The keys are spread over {@value #PARTS} tables, so that only one part is in memory twice while it grows.
 */
final class KeyMemory {
    private static final int PARTS = 64;
    private static final int FIRST_SLOTS = 64;
    private static final int BYTES_PER_SLOT = 16;

    private final SipHash hash;
    private final long mostBytes;
    private final long[][] tables = new long[PARTS][2 * FIRST_SLOTS];
    private final int[] used = new int[PARTS];
    private boolean full;
    private long bytes = (long) PARTS * FIRST_SLOTS * BYTES_PER_SLOT;

    /** @param mostBytes limit for all tables together */
    KeyMemory(SecureRandom random, long mostBytes) {
        this.hash = new SipHash(random.nextLong(), random.nextLong());
        this.mostBytes = mostBytes;
    }

    /** What was known about a key before. */
    enum Before {
        NEW,
        MET,
        MET_OLD
    }

    /** @param old whether the row that names the key is at or below the compact revision */
    Before meet(byte[] key, int offset, int length, boolean old) {
        hash.of(key, offset, length);
        long first = hash.low();
        // The first word is never zero, which marks a free slot. The lowest bit of the second is not part of the hash.
        long second = hash.high() & ~1L;
        if (first == 0) {
            first = 1;
        }
        int part = (int) (first & PARTS - 1);
        long[] table = tables[part];
        int slots = table.length / 2;
        for (int slot = (int) (first >>> 6) & slots - 1; ; slot = slot + 1 & slots - 1) {
            long there = table[2 * slot];
            if (there == 0) {
                table[2 * slot] = first;
                table[2 * slot + 1] = second | (old ? 1 : 0);
                used[part]++;
                growIfNeeded(part);
                return Before.NEW;
            }
            if (there == first && (table[2 * slot + 1] & ~1L) == second) {
                boolean wasOld = (table[2 * slot + 1] & 1) != 0;
                table[2 * slot + 1] |= old ? 1 : 0;
                return wasOld ? Before.MET_OLD : Before.MET;
            }
        }
    }

    /** Whether no more keys may be met, because the tables have all the memory that they may take. */
    boolean full() {
        return full;
    }

    private void growIfNeeded(int part) {
        long[] table = tables[part];
        if (used[part] < table.length / 2 / 4 * 3) {
            return;
        }
        long more = (long) table.length * Long.BYTES;
        if (bytes + more > mostBytes) {
            full = true;
        } else {
            bytes += more;
            tables[part] = doubled(table);
        }
    }

    private static long[] doubled(long[] table) {
        var larger = new long[2 * table.length];
        int slots = larger.length / 2;
        for (int i = 0; i < table.length; i += 2) {
            if (table[i] != 0) {
                int slot = (int) (table[i] >>> 6) & slots - 1;
                while (larger[2 * slot] != 0) {
                    slot = slot + 1 & slots - 1;
                }
                larger[2 * slot] = table[i];
                larger[2 * slot + 1] = table[i + 1];
            }
        }
        return larger;
    }
}
