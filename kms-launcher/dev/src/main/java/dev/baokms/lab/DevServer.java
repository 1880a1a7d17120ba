package dev.baokms.lab;

import dev.baokms.host.ToldException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code bao} in its development mode: a real server, with TLS, and in memory. */
final class DevServer implements LabOpenBao {
    private static final Pattern UNSEAL_KEY = Pattern.compile("(?m)^Unseal Key: (\\S+)$");
    private static final int TOKEN_BYTES = 16;

    private final LabFolder folder;
    private final LabPlan plan;

    DevServer(LabFolder folder, LabPlan plan) {
        this.folder = folder;
        this.plan = plan;
    }

    @Override
    public String name() {
        return LabTexts.openbaoAt(plan.openbao());
    }

    @Override
    public void start(Background background, Map<String, String> environment) throws IOException {
        byte[] random = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(random);
        String token = HexFormat.of().formatHex(random);
        folder.write(folder.openbao().resolve("root-token"), token + "\n");
        var mine = new HashMap<>(environment);
        // Not passed as an argument, because every user of the machine can read those.
        mine.put("BAO_DEV_ROOT_TOKEN_ID", token);
        background.once(
                PROCESS,
                mine,
                List.of(
                        "bao",
                        "server",
                        "-dev",
                        "-dev-tls",
                        "-dev-tls-cert-dir=" + folder.openbao(),
                        "-dev-no-store-token",
                        "-dev-listen-address=" + plan.openbao().replace("https://", "")));
    }

    @Override
    public String readyLine() {
        // The server answers a moment before it has printed its key.
        return "bao status && grep -q '^Unseal Key: ' \"$LAB/log/" + PROCESS + ".log\"";
    }

    @Override
    public String authentication() {
        return """
            auth:
              method: token-file
              tokenFile:
                path: %s
            """.formatted(token());
    }

    private Path token() {
        return folder.openbao().resolve("daemon-token");
    }

    @Override
    public void provision(Shell shell) throws IOException, InterruptedException {
        Matcher key = UNSEAL_KEY.matcher(Files.readString(folder.log(PROCESS)));
        if (!key.find()) {
            throw new ToldException(LabTexts.noUnsealKey(folder.log(PROCESS)));
        }
        folder.write(folder.openbao().resolve("unseal-key"), key.group(1) + "\n");
        for (String line : List.of(
                "bao secrets enable transit",
                "bao write transit/config/keys disable_upsert=true",
                "bao write -f transit/keys/" + KEY,
                "bao-kms-provider policy openbao --config \"$LAB/node-1/config.yaml\" | bao policy write kms -",
                // One month: the daemon does not renew a token that an agent would renew.
                "umask 077 && bao token create -policy=kms -no-default-policy -orphan -period=720h -field=token >"
                        + " \"$LAB/openbao/daemon-token\"")) {
            Shell.Said said = shell.run(line);
            if (said.code() != 0) {
                throw new ToldException(LabTexts.notSetUp(line, said.text()));
            }
        }
    }

    @Override
    public String rotateLine() {
        return "bao write -f transit/keys/" + KEY + "/rotate";
    }

    @Override
    public String sealLine() {
        return "bao operator seal";
    }

    @Override
    public String unsealLine() {
        return "bao operator unseal \"$BAO_UNSEAL_KEY\"";
    }
}
