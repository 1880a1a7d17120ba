package dev.baokms.dist.architecture.there;

import dev.baokms.dist.architecture.here.OneWay;

/** The other half. */
public final class AndBack {
    public OneWay other() {
        return new OneWay();
    }
}
