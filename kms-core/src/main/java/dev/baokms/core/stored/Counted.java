package dev.baokms.core.stored;

/**
 * A source that was read to its end, and its count.
 *
 * @param scan what was read
 * @param count its count
 */
public record Counted(Scan.Complete scan, Count count) {}
