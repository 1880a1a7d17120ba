package dev.baokms.configuration.login;

import dev.baokms.core.login.LoginHost;
import dev.baokms.core.port.ByteSource;
import dev.baokms.host.Location;
import dev.baokms.host.PathText;
import dev.baokms.host.ProcessIdentity;
import dev.baokms.host.TrustedFile;
import dev.baokms.host.TrustedFile.Kind;
import java.time.Duration;
import java.time.InstantSource;

/**
 * What login methods get from this process: files under one rule of trust, and the clock.
 *
 * @param process decides who may own a file that is read
 * @param timeout limit for one access to a local resource
 */
public record DaemonHost(ProcessIdentity process, InstantSource clock, Duration timeout) implements LoginHost {
    @Override
    public ByteSource secretFile(String absolutePath) {
        return file(absolutePath, Kind.SECRET);
    }

    @Override
    public ByteSource publicFile(String absolutePath) {
        return file(absolutePath, Kind.PUBLIC);
    }

    @Override
    public TrustedLibrary library(String absolutePath) {
        TrustedFile file = file(absolutePath, Kind.PUBLIC);
        return () -> switch (file.locate()) {
            case Location.Trusted(var realPath) -> new Judgement.Trusted(PathText.of(realPath));
            case Location.Absent(String advice) -> new Judgement.Refused(advice);
            case Location.Refused(var flaw, String advice) -> new Judgement.Refused(advice);
        };
    }

    private TrustedFile file(String absolutePath, Kind kind) {
        return TrustedFile.of(PathText.parse(absolutePath), kind, process);
    }
}
