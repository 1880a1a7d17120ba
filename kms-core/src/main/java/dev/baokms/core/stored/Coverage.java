package dev.baokms.core.stored;

import java.util.Set;

/** Which resources the API servers are told to encrypt with this provider. */
public interface Coverage {
    /** What is to become of a resource's objects. */
    enum Duty {
        /** This provider writes them. */
        OURS,
        /** Somebody else does, or they are not encrypted. */
        NOT_OURS,
        /** It depends on the resource's group, which the key does not say. */
        UNSURE
    }

    /** @param resource as {@link EtcdKey#resource} gives it */
    Duty dutyOf(String resource);

    /** Resources that are named one by one and are to be this provider's; wildcards are not among them. */
    Set<String> named();
}
