package dev.baokms.etcd;

import java.security.GeneralSecurityException;

/** Says in words for an operator what is wrong with a PEM file. No message of the JDK gets through. */
public final class BrokenPemException extends GeneralSecurityException {
    private static final long serialVersionUID = 1L;

    BrokenPemException(String wrong) {
        super(wrong);
    }
}
