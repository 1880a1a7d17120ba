package dev.baokms.dist.architecture.here;

import dev.baokms.dist.architecture.there.AndBack;

/** Half of a cycle of packages. */
public final class OneWay {
    public AndBack other() {
        return new AndBack();
    }
}
