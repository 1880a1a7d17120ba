package dev.baokms.lab;

/**
 * One process in the kernel's list.
 *
 * @param session the process that began its session; no other process gets that number while a process of the session
 *     lives
 * @param started in clock ticks since boot; together with the number, it identifies one process and never a later one
 * @param ended whether the process only waits for its parent to collect it
 */
record ProcessRow(long pid, long session, long started, boolean ended) {
    /** @param stat the content of {@code /proc/PID/stat}; the second field may hold blanks and brackets */
    static ProcessRow parse(String stat) {
        int afterName = stat.lastIndexOf(')') + 2;
        String[] fields = stat.substring(afterName).split(" ", -1);
        return new ProcessRow(
                Long.parseLong(stat.substring(0, stat.indexOf(' '))),
                Long.parseLong(fields[3]),
                Long.parseLong(fields[19]),
                "ZX".contains(fields[0]));
    }
}
