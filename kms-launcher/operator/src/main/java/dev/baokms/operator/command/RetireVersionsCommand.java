package dev.baokms.operator.command;

import dev.baokms.configuration.ConfigException;
import dev.baokms.state.StatePlan;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "retire-versions",
        description = "Plan, then apply: versions that never decrypt again here. Stop the daemon first; OpenBao is not"
                + " asked.",
        mixinStandardHelpOptions = true)
final class RetireVersionsCommand implements Callable<Integer> {
    @Mixin
    private StateChange change;

    @Option(
            names = "--before-version",
            required = true,
            paramLabel = "N",
            description = "The lowest version that stays.")
    private int version;

    @Override
    public Integer call() throws ConfigException, IOException {
        return change.carryOut(state -> StatePlan.retireBefore(version, state));
    }
}
