package dev.baokms.operator.command;

import dev.baokms.daemon.Explanation;
import dev.baokms.daemon.OperatorCommands;
import dev.baokms.demo.DevCommand;
import dev.baokms.host.build.BuildInfo;
import dev.baokms.install.InitCommand;
import dev.baokms.install.RenderCommand;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** All commands by their names; turns what went wrong in one into a sentence and an exit code. */
@Command(
        name = "bao-kms-provider",
        description = "Kubernetes KMS v2 provider that keeps its key in OpenBao Transit.",
        mixinStandardHelpOptions = true,
        versionProvider = CommandTree.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            ServeCommand.class,
            DevCommand.class,
            StatusCommand.class,
            RotationPlanCommand.class,
            VerifyRotationCommand.class,
            InventoryCommand.class,
            VerifyProofCommand.class,
            RetireVersionsCommand.class,
            RestoreVersionsCommand.class,
            RecoverStateCommand.class,
            OpenObjectCommand.class,
            VerifyBackupCommand.class,
            ProbeCommand.class,
            DoctorCommand.class,
            VerifyKeyCommand.class,
            BenchmarkCommand.class,
            ConfigCommand.class,
            PolicyCommand.class,
            InitCommand.class,
            RenderCommand.class,
            CompletionCommand.class,
            VersionCommand.class
        },
        footer = {"", "Exit codes: 0 ok, 1 unexpected, 2 usage, 3 configuration, 4 a check failed, 5 runtime."})
public final class CommandTree implements OperatorCommands {
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"bao-kms-provider " + BuildInfo.load().version()};
        }
    }

    @Override
    public int run(List<String> arguments) {
        return commandLine().execute(arguments.toArray(String[]::new));
    }

    public static CommandLine commandLine() {
        return new CommandLine(new CommandTree()).setExecutionExceptionHandler((problem, command, parsed) -> {
            Explanation explanation = Explanation.of(problem);
            explanation.lines().forEach(command.getErr()::println);
            return explanation.exitCode();
        });
    }
}
