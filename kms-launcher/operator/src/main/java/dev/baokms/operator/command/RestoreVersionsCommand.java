package dev.baokms.operator.command;

import dev.baokms.configuration.ConfigException;
import dev.baokms.state.StatePlan;
import java.io.IOException;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "restore-versions", description = CommandHelpTexts.RESTORE_VERSIONS, mixinStandardHelpOptions = true)
final class RestoreVersionsCommand implements Callable<Integer> {
    @Mixin
    private StateChange change;

    @Mixin
    private ReportOptions output;

    @Option(
            names = "--versions",
            required = true,
            paramLabel = "N",
            split = ",",
            description = CommandHelpTexts.RESTORE_VERSIONS_VERSIONS)
    private List<Integer> versions;

    @Override
    public Integer call() throws ConfigException, IOException {
        return change.carryOut(output, state -> StatePlan.restore(new TreeSet<>(versions), state));
    }
}
