package dev.baokms.lab;

import dev.baokms.host.ToldException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The emulator in a separate process, which sets itself up. */
final class EmulatedServer implements LabOpenBao {
    private static final String CALL = "curl -sSf --cacert \"$BAO_CACERT\" -X POST ";

    private final LabFolder folder;
    private final LabPlan plan;

    EmulatedServer(LabFolder folder, LabPlan plan) {
        this.folder = folder;
        this.plan = plan;
    }

    @Override
    public String name() {
        return LabTexts.emulatorAt(plan.openbao());
    }

    @Override
    public void start(Background background, Map<String, String> environment) throws IOException {
        background.once(
                PROCESS,
                environment,
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-Xmx64m",
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-cp",
                        System.getProperty("java.class.path"),
                        EmulatorProcess.class.getName(),
                        folder.path().toString()));
    }

    @Override
    public String readyLine() {
        // The emulator writes its root token last.
        return "test -s \"$LAB/openbao/root-token\"";
    }

    @Override
    public String authentication() {
        return """
            auth:
              method: jwt
              jwt:
                mountPath: auth/jwt
                role: kms
                jwtFile: %s
                expectedAudience: [openbao]
            """.formatted(folder.openbao().resolve("jwt"));
    }

    /** Does nothing: the emulator sets itself up. */
    @Override
    public void provision(Shell shell) throws ToldException {}

    @Override
    public String rotateLine() {
        return CALL + "-H \"X-Vault-Token: $BAO_TOKEN\" \"$BAO_ADDR/v1/transit/keys/" + KEY + "/rotate\"";
    }

    @Override
    public String sealLine() {
        return CALL + "\"$BAO_ADDR/emulator/seal\"";
    }

    @Override
    public String unsealLine() {
        return CALL + "\"$BAO_ADDR/emulator/unseal\"";
    }
}
