package dev.baokms.etcd;

import java.security.GeneralSecurityException;

/** What is wrong with a file of PEM, in words for a person; those of the JDK do not get through. */
public final class BrokenPemException extends GeneralSecurityException {
    private static final long serialVersionUID = 1L;

    BrokenPemException(String wrong) {
        super(wrong);
    }
}
