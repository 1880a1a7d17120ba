package dev.baokms.demo;

/**
 * Every help text of {@code dev}. The rules:
 *
 * <ul>
 *   <li>For a person who tries this for the first time: short, and no word that only the configuration reference explains.
 *   <li>A flag says what its value is, then the default.
 *   <li>The flags of a real OpenBao are one group: its heading says what they are for, and each line is read below it.
 *   <li>Capital first, and a full stop at the end. Only a text that begins with the values of a flag keeps their case.
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
