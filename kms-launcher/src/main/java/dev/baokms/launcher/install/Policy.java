package dev.baokms.launcher.install;

import dev.baokms.launcher.config.Settings;

/** The least an OpenBao token needs to serve a configuration. */
public final class Policy {
    private Policy() {}

    /**
     * In the server's policy language.
     *
     * @param renewal whether the token may renew itself
     */
    public static String of(Settings.Key key, boolean renewal) {
        String policy = allow(key.mountPath() + "/keys/" + key.name(), "read")
                + allow(key.mountPath() + "/config/keys", "read")
                // Never create: on these two it would let the token make keys.
                + allow(key.mountPath() + "/encrypt/" + key.name(), "update")
                + allow(key.mountPath() + "/decrypt/" + key.name(), "update")
                + allow("sys/capabilities-self", "update");
        return renewal ? policy + allow("auth/token/renew-self", "update") : policy;
    }

    private static String allow(String path, String capability) {
        return "path \"%s\" {\n  capabilities = [\"%s\"]\n}\n".formatted(path, capability);
    }
}
