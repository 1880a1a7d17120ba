package dev.baokms.auth.pkcs11;

import dev.baokms.core.login.Login;
import dev.baokms.core.login.LoginHost;
import dev.baokms.core.login.LoginMethod;
import dev.baokms.core.settings.Setting;
import dev.baokms.core.settings.SettingValues;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * Login with a TLS client certificate and a key that stays in a PKCS#11 token. Loads no native library before the token
 * is first used.
 */
public final class CertificateMethod implements LoginMethod<CertificateMethod.Chosen> {
    static final String TOKEN_CHECK = "auth.cert.pkcs11";
    static final String CERTIFICATE_CHECK = "auth.cert.local";
    static final String SIGNATURE_CHECK = "auth.cert.signer";

    private static final String SCRIPT = "openbao-setup-cert.sh";

    /** The settings of this method; only this method can read them. */
    public static final class Chosen {
        private final Pkcs11Settings settings;

        private Chosen(Pkcs11Settings settings) {
            this.settings = settings;
        }
    }

    @Override
    public String name() {
        return "cert";
    }

    @Override
    public List<Setting<?>> settings() {
        return Pkcs11Settings.ALL;
    }

    @Override
    public Chosen read(SettingValues values) {
        return new Chosen(Pkcs11Settings.read(values));
    }

    @Override
    public Login open(Chosen chosen, LoginHost host) {
        return new CertificateLogin(chosen.settings, host);
    }

    @Override
    public List<Check> checks() {
        return List.of(
                new Check(TOKEN_CHECK, "the PKCS#11 token"),
                new Check(CERTIFICATE_CHECK, "the client certificate"),
                new Check(SIGNATURE_CHECK, "a signature by the token"));
    }

    @Override
    public Setup setup(Chosen chosen) {
        String role = chosen.settings.name().map(CertificateMethod::shellWord).orElse("\"$policy\"");
        return new Setup(chosen.settings.mountPath(), script().replace("{{role}}", role), Map.of());
    }

    @Override
    public Map<String, String> installedFiles() {
        return Map.of(Pkcs11Settings.PIN_FILE.name(), "pin");
    }

    private static String shellWord(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }

    private static String script() {
        try (InputStream in = CertificateMethod.class.getResourceAsStream(SCRIPT)) {
            if (in == null) {
                throw new IllegalStateException("this build has no " + SCRIPT);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("this build's " + SCRIPT + " cannot be read", e);
        }
    }
}
