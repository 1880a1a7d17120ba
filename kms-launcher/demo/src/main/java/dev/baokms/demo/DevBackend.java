package dev.baokms.demo;

import dev.baokms.configuration.ChosenLogin;
import dev.baokms.configuration.Settings;
import dev.baokms.core.key.KeyScope;
import dev.baokms.transit.TransitSettings;
import java.io.IOException;
import java.nio.file.Path;

/** The OpenBao that a demonstration uses. */
public interface DevBackend extends AutoCloseable {
    /** Starts an OpenBao in this process. A checkout has one on its class path; an installed provider has none. */
    interface Starter {
        /** @param folder private to this user; deleted at the end */
        DevBackend start(Path folder) throws IOException;
    }

    /** Returns the name that people use for it. */
    String name();

    TransitSettings transit();

    Settings.Trust trust();

    ChosenLogin<?> login();

    KeyScope scope();

    @Override
    void close();
}
