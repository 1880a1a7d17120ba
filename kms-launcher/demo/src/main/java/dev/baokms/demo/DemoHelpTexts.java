package dev.baokms.demo;

/**
 * Every help text of {@code dev}. The rules:
 *
 * <ul>
 *   <li>The reader is new to this: short texts, and no term that only the configuration reference explains.
 *   <li>A flag states its value, then the default.
 *   <li>The flags of a real OpenBao are one group: its heading states their purpose, and each line is read below it.
 *   <li>A text begins with a capital and ends with a full stop; one that begins with a flag's values keeps their case.
 * </ul>
 */
final class DemoHelpTexts {
    static final String DEV =
            "Run everything on this machine (OpenBao emulator, provider, socket), prove it once and stay up.";
    static final String DEV_ONCE = "Stop after the proof.";
    static final String DEV_SOCKET = "Socket; default in a private temporary directory.";
    static final String DEV_LOG_LEVEL = "debug, info, warn or error; default ${DEFAULT-VALUE}.";
    static final String DEV_REAL_OPENBAO = "A real OpenBao instead of the emulator:%n";
    static final String DEV_OPENBAO = "Address of the server, https only.";
    static final String DEV_CA_CERT_FILE = "PEM bundle that signs its certificate.";
    static final String DEV_TLS_SERVER_NAME = "Name its certificate must carry; default: the address's host.";
    static final String DEV_JWT_FILE = "The JWT to log in with.";
    static final String DEV_JWT_ROLE = "The role to log in as.";
    static final String DEV_JWT_MOUNT = "Mount path of the JWT login; default ${DEFAULT-VALUE}.";
    static final String DEV_TRANSIT_MOUNT = "Mount path of Transit; default ${DEFAULT-VALUE}.";
    static final String DEV_KEY = "The Transit key.";
    static final String DEV_NAMESPACE = "OpenBao namespace; default: the root.";

    private DemoHelpTexts() {}
}
