package dev.baokms.host;

/** The documented exit codes; 2 is picocli's code for wrong usage. */
public final class ExitCode {
    public static final int OK = 0;
    public static final int UNEXPECTED = 1;
    public static final int USAGE = 2;
    public static final int CONFIGURATION = 3;
    public static final int CHECK_FAILED = 4;
    public static final int RUNTIME = 5;

    private ExitCode() {}
}
