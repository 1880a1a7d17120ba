package dev.baokms.install;

import dev.baokms.configuration.KeyIdentity;
import dev.baokms.core.login.LoginMethod;
import java.util.Map;

/** {@code openbao-setup.sh}: what an operator with rights runs once against OpenBao. */
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

    /** The server's CLI wants it without the prefix under which the API has it. */
    private static String withoutPrefix(String mountPath) {
        return mountPath.replaceFirst("^auth/", "");
    }

    /** One word for the shell, whatever is in it. */
    static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
