package dev.baokms.daemon;

import java.util.List;

/** Every command other than {@code serve}, if the class path has them; the daemon runs without them. */
public interface OperatorCommands {
    /**
     * Runs one command.
     *
     * @param arguments the command's name and what follows it, as typed
     * @return the exit code
     */
    int run(List<String> arguments);
}
