package dev.baokms.core.continuity;

import java.security.spec.NamedParameterSpec;

/** Breaks a rule of architecture on purpose: what is held wraps with one cipher and signs nothing. */
public final class PlantedSigner {
    final NamedParameterSpec curve = NamedParameterSpec.ED25519;
}
