package dev.baokms.lab;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** The OpenBao of a lab, with the key {@value #KEY}. Every operation on it is a line of shell. */
interface LabOpenBao {
    String PROCESS = "openbao";
    String KEY = "kubernetes";

    /** Returns the name that people use for it. */
    String name();

    /** Starts the server. The root token is in {@code root-token} when {@link #readyLine} succeeds. */
    void start(Background background, Map<String, String> environment) throws IOException;

    /** Returns a shell line that succeeds once the server answers. */
    String readyLine();

    /** Returns the member {@code auth} of a daemon's configuration. */
    String authentication();

    /** Creates the mount, the key, the policy and the daemons' credential. Runs once, when the server answers. */
    void provision(Shell shell) throws IOException, InterruptedException;

    String rotateLine();

    String sealLine();

    String unsealLine();

    /** Returns the certificate of the authority that signs the server's certificate. */
    static Path authority(LabFolder folder, boolean emulated) {
        return emulated
                ? folder.certificates().resolve("ca.crt")
                : folder.openbao().resolve("vault-ca.pem");
    }

    static LabOpenBao of(LabFolder folder, LabPlan plan) {
        return plan.emulated() ? new EmulatedServer(folder, plan) : new DevServer(folder, plan);
    }
}
