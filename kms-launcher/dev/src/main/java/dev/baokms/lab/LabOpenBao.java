package dev.baokms.lab;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** The OpenBao of a lab, with the key {@value #KEY}. What is done to it is said as lines of shell. */
interface LabOpenBao {
    String PROCESS = "openbao";
    String KEY = "kubernetes";

    /** What people call it. */
    String name();

    /** Starts it. The root token is in {@code root-token} when {@link #readyLine} succeeds. */
    void start(Background background, Map<String, String> environment) throws IOException;

    /** Succeeds once it answers. */
    String readyLine();

    /** The member {@code auth} of a daemon's configuration. */
    String authentication();

    /** Makes mount, key, policy and what a daemon logs in with. Done once, when it answers. */
    void provision(Shell shell) throws IOException, InterruptedException;

    String rotateLine();

    String sealLine();

    String unsealLine();

    /** Who signs its certificate. */
    static Path authority(LabFolder folder, boolean emulated) {
        return emulated
                ? folder.certificates().resolve("ca.crt")
                : folder.openbao().resolve("vault-ca.pem");
    }

    static LabOpenBao of(LabFolder folder, LabPlan plan) {
        return plan.emulated() ? new EmulatedServer(folder, plan) : new DevServer(folder, plan);
    }
}
