package dev.baokms.testkit.emulator;

/** A number as it was written: {@code 1}, {@code 1.0} and {@code 1e0} are different things to the server. */
record JsonNumber(String text) {}
