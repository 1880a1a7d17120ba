package dev.baokms.transit.http;

import dev.baokms.transit.token.TokenSession;

/** Breaks the rules of the architecture, to prove that they bite. */
public final class PlantedUpwardDependency {
    private PlantedUpwardDependency() {}

    static void forbidden(TokenSession above) {
        above.start();
    }
}
