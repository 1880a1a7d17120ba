package dev.baokms.testkit.planted.two;

import dev.baokms.testkit.planted.one.One;

/** Knows {@link One}, which knows this: what the rule against cycles has to find. */
public record Two(One other) {}
