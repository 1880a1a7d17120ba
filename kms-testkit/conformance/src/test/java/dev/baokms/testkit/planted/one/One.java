package dev.baokms.testkit.planted.one;

import dev.baokms.testkit.planted.two.Two;

/** Knows {@link Two}, which knows this: what the rule against cycles has to find. */
public record One(Two other) {}
