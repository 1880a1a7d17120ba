package dev.baokms.dist.architecture;

import dev.baokms.auth.jwt.JwtMethod;
import dev.baokms.operator.command.CommandTree;
import dev.baokms.testkit.emulator.TransitEmulator;
import java.util.List;
import okhttp3.OkHttpClient;
import picocli.CommandLine;

/** Reaches for something that each package must not know; every rule must notice. */
final class Stray {
    private Stray() {}

    static List<Class<?>> everything() {
        return List.of(
                OkHttpClient.class, JwtMethod.class, CommandLine.class, TransitEmulator.class, CommandTree.class);
    }
}
