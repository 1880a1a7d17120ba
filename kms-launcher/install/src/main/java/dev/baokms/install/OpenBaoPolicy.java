package dev.baokms.install;

import dev.baokms.configuration.KeyIdentity;
import java.util.Locale;

/** The OpenBao policy with the fewest rights that a token needs to serve a configuration. */
public final class OpenBaoPolicy {
    private OpenBaoPolicy() {}

    /**
     * Returns the policy in the server's policy language.
     *
     * @param renewal whether the token may renew itself
     */
    public static String of(KeyIdentity key, boolean renewal) {
        String policy = allow(key.mountPath() + "/keys/" + key.name(), "read")
                + allow(key.mountPath() + "/config/keys", "read")
                // Never create: on these two paths it would let the token create keys.
                + allow(key.mountPath() + "/encrypt/" + key.name(), "update")
                + allow(key.mountPath() + "/decrypt/" + key.name(), "update")
                + allow("sys/capabilities-self", "update");
        return renewal ? policy + allow("auth/token/renew-self", "update") : policy;
    }

    private static String allow(String path, String capability) {
        return String.format(Locale.ROOT, "path \"%s\" {\n  capabilities = [\"%s\"]\n}\n", path, capability);
    }
}
