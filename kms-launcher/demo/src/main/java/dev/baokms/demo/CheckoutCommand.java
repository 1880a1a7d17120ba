package dev.baokms.demo;

import java.util.concurrent.Callable;

/** A picocli command that exists only in a checkout. It is found on the class path; an installed provider has none. */
public interface CheckoutCommand extends Callable<Integer> {}
