package dev.baokms.demo;

import java.util.concurrent.Callable;

/** A command, written for picocli, that only a checkout has. Found on its class path; an installed provider has none. */
public interface CheckoutCommand extends Callable<Integer> {}
