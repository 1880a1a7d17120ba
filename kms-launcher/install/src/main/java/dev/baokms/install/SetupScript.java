package dev.baokms.install;

import dev.baokms.configuration.KeyIdentity;
import dev.baokms.core.login.LoginMethod;
import java.util.Map;

/** {@code openbao-setup.sh}: the commands that an operator with the rights for it runs once against OpenBao. */
final class SetupScript {
    private SetupScript() {}

    static String of(Values values, String policy) {
        KeyIdentity key = values.settings().key();
        LoginMethod.Setup login = values.settings().login().setup();
        return Template.filled(
                "openbao-setup.sh",
                Map.of(
                        "mount", quoted(key.mountPath()),
                        "key", quoted(key.name()),
                        "newKey", String.valueOf(values.newKey()),
                        "policy", quoted(policy),
                        "authMount", quoted(withoutPrefix(login.mountPath())),
                        "namespace", quoted(key.scope().namespace().orElse("")),
                        "login", login.script()));
    }

    /** Removes the API's prefix from a path, because the server's CLI expects the path without it. */
    private static String withoutPrefix(String mountPath) {
        return mountPath.replaceFirst("^auth/", "");
    }

    /** Quotes a text as one word for the shell, whatever it contains. */
    static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
