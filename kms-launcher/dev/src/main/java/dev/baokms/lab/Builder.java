package dev.baokms.lab;

import dev.baokms.host.ToldException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Runs a compiler that takes minutes, and reports its progress. */
final class Builder {
    private static final Duration BETWEEN_WORDS = Duration.ofMinutes(1);
    private static final int LAST_LINES = 15;

    private final Narrator narrator;

    Builder(Narrator narrator) {
        this.narrator = narrator;
    }

    /**
     * Runs the compiler to its end.
     *
     * @param log receives both output streams; each line of it is a unit of work
     * @param unit what a line stands for, such as {@code packages compiled}
     */
    void run(String what, List<String> command, Map<String, String> environment, Path folder, Path log, String unit)
            throws IOException, InterruptedException {
        var builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        long begun = System.nanoTime();
        Process process = builder.start();
        // Without this, the compiler would keep running after a SIGTERM here.
        var atTheEnd = new Thread(process::destroy, "kms-lab-compiler");
        Runtime.getRuntime().addShutdownHook(atTheEnd);
        try {
            while (!process.waitFor(BETWEEN_WORDS.toSeconds(), TimeUnit.SECONDS)) {
                narrator.say(LabTexts.compiling(what, since(begun), lines(log).size(), unit));
            }
        } finally {
            process.destroy();
            forget(atTheEnd);
        }
        if (process.exitValue() != 0) {
            List<String> said = lines(log);
            throw new ToldException(LabTexts.notCompiled(
                    what, log, said.subList(Math.max(0, said.size() - LAST_LINES), said.size())));
        }
        narrator.say(LabTexts.compiled(what, since(begun)));
    }

    private static void forget(Thread atTheEnd) {
        try {
            Runtime.getRuntime().removeShutdownHook(atTheEnd);
        } catch (IllegalStateException e) {
            // This process is ending, and the hook runs.
        }
    }

    private static String since(long begun) {
        return Narrator.text(Duration.ofNanos(System.nanoTime() - begun));
    }

    private static List<String> lines(Path log) throws IOException {
        try (Stream<String> lines = Files.lines(log)) {
            return lines.toList();
        }
    }
}
