package dev.baokms.dev;

import dev.baokms.demo.DevBackend;
import java.io.IOException;
import java.nio.file.Path;

/** The {@code dev} command finds this class if this module is on the class path. */
public final class EmulatorStarter implements DevBackend.Starter {
    @Override
    public DevBackend start(Path folder) throws IOException {
        return EmulatedOpenBao.start(folder);
    }
}
