package dev.baokms.core.stored;

/**
 * A source that was read to its end, and what is in it.
 *
 * @param scan what was read
 * @param count what came of it
 */
public record Counted(Scan.Complete scan, Count count) {}
