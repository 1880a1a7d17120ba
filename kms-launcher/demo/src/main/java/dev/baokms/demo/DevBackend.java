package dev.baokms.demo;

import dev.baokms.configuration.ChosenLogin;
import dev.baokms.configuration.Settings;
import dev.baokms.core.key.KeyScope;
import dev.baokms.transit.TransitSettings;
import java.io.IOException;
import java.nio.file.Path;

/** The OpenBao that a demonstration uses. */
public interface DevBackend extends AutoCloseable {
    /** Starts one in this process. Found on the class path of a checkout; an installed provider has none. */
    interface Starter {
        /** @param folder private to this user; gone at the end */
        DevBackend start(Path folder) throws IOException;
    }

    /** What people call it. */
    String name();

    TransitSettings transit();

    Settings.Trust trust();

    ChosenLogin<?> login();

    KeyScope scope();

    @Override
    void close();
}
