package dev.baokms.core.stored;

import java.util.Set;

/** Which resources the API servers should encrypt with this provider. */
public interface Coverage {
    /** Who should encrypt a resource's objects. */
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

    /** Resources that are named explicitly for this provider, without wildcards. */
    Set<String> named();
}
