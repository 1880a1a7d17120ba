package dev.baokms.host.build;

/** The running classes and the jar are of two builds. Nothing must start then; the message states the cure. */
public final class StaleCodeException extends RuntimeException {
    StaleCodeException(String running, String inJar) {
        super("the classes that run are of build " + running + ", the jar is of build " + inJar
                + ": its class archive is older or newer than the jar; install the package again, or start without"
                + " -XX:SharedArchiveFile");
    }
}
