package dev.baokms.launcher.dev;

import dev.baokms.launcher.config.Auth;
import dev.baokms.launcher.config.Settings;

/** The OpenBao that a demonstration uses. */
interface DevBackend extends AutoCloseable {
    /** What people call it. */
    String name();

    Settings.OpenBao openBao();

    Auth auth();

    Settings.Key key();

    @Override
    void close();
}
