package dev.baokms.state;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.squareup.moshi.JsonReader;
import dev.baokms.core.keyring.KeyringState;
import dev.baokms.host.ProcessIdentity;
import dev.baokms.state.StateDirectory.Step;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kotlin.jvm.internal.Intrinsics;
import okio.Buffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
class CrashTest {
    /** More than one write makes: each child dies in its first or second. */
    private static final int BOUNDARIES = 23;

    private static final int KILLS = Integer.getInteger("crash.kills", 2 * BOUNDARIES);

    /** Only what the child needs: looking through every jar of the launcher would double the time it takes to start. */
    private static final String CLASS_PATH = Stream.of(
                    StateFile.class,
                    CrashChild.class,
                    ProcessIdentity.class,
                    KeyringState.class,
                    JsonReader.class,
                    Buffer.class,
                    Intrinsics.class)
            .map(type ->
                    type.getProtectionDomain().getCodeSource().getLocation().getPath())
            .distinct()
            .collect(Collectors.joining(File.pathSeparator));

    @TempDir
    private Path parent;

    /** I10. What a killed process leaves to the page cache is not lost: power loss is what the order of syncs is for. */
    @Test
    void killedAtAnyBoundary_loadsTheOldOrTheNewGeneration() throws IOException, InterruptedException {
        Path path = Memories.in(parent);
        // Large enough for a document that takes several writes.
        Memories.saved(path, Memories.of(150));
        var stops = EnumSet.noneOf(Step.class);
        for (int kill = 0; kill < KILLS; kill++) {
            Death death = runAndKill(path, kill % BOUNDARIES);
            stops.add(death.at);

            int loaded = Memories.load(path).pins().size();
            assertThat(loaded).as("kill %d at %s", kill, death.at).isIn(death.saved, death.saving);
            assertThat(Memories.load(path)).isEqualTo(Memories.of(loaded));
        }
        assertThat(stops).containsExactlyInAnyOrder(Step.values());
    }

    private record Death(Step at, int saved, int saving) {}

    private static Death runAndKill(Path path, int boundary) throws IOException, InterruptedException {
        int saved = Memories.load(path).pins().size();
        int saving = saved;
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx24m",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xshare:auto",
                        "-XX:-UsePerfData",
                        "-cp",
                        CLASS_PATH,
                        CrashChild.class.getName(),
                        path.toString(),
                        Integer.toString(boundary))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader said = child.inputReader(UTF_8)) {
            for (String line = said.readLine(); line != null; line = said.readLine()) {
                String[] words = line.split(" ", 2);
                switch (words[0]) {
                    case "saving" -> saving = Integer.parseInt(words[1]);
                    case "saved" -> saved = Integer.parseInt(words[1]);
                    default -> {
                        return new Death(Step.valueOf(words[1]), saved, saving);
                    }
                }
            }
            throw new AssertionError("the child ended by itself, with " + child.waitFor());
        } finally {
            child.destroyForcibly().waitFor();
        }
    }
}
