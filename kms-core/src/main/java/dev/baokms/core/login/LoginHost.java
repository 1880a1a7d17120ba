package dev.baokms.core.login;

import dev.baokms.core.port.ByteSource;
import java.time.Duration;
import java.time.InstantSource;

/** What a login method gets from the program it runs in, so that it opens no file and reads no clock itself. */
public interface LoginHost {
    /** A file with a secret: only this process's user and root may have written it, and no other user may read it. */
    ByteSource secretFile(String absolutePath);

    /** A file without a secret that must be authentic: only this process's user and root may have written it. */
    ByteSource publicFile(String absolutePath);

    /** A library that will be loaded into this process, judged when asked. */
    TrustedLibrary library(String absolutePath);

    InstantSource clock();

    /** How long one access to a local device, such as a PKCS#11 token, may take. */
    Duration timeout();

    /** Whether a library may be loaded. */
    interface TrustedLibrary {
        Judgement judge();
    }

    /** The verdict on a library. */
    sealed interface Judgement {
        /**
         * @param path where it really is; every component belongs to this process's user or root and can be
         *     replaced by no other
         */
        record Trusted(String path) implements Judgement {}

        /** @param advice for people on this machine: the place, the rule it breaks and the cure */
        record Refused(String advice) implements Judgement {}
    }
}
