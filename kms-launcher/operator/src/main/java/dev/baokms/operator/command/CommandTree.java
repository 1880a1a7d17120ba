package dev.baokms.operator.command;

import dev.baokms.daemon.Explanation;
import dev.baokms.daemon.OperatorCommands;
import dev.baokms.demo.CheckoutCommand;
import dev.baokms.demo.DevCommand;
import dev.baokms.host.ExitCode;
import dev.baokms.host.build.BuildInfo;
import dev.baokms.install.InitCommand;
import dev.baokms.install.RenderCommand;
import dev.baokms.operator.report.ProgressLine;
import dev.baokms.operator.report.Terminal;
import java.util.List;
import java.util.ServiceLoader;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;

/** All commands by their names; turns what went wrong in one into a sentence and an exit code. */
@Command(
        name = "bao-kms-provider",
        description = CommandHelpTexts.PROVIDER,
        mixinStandardHelpOptions = true,
        versionProvider = CommandTree.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            ServeCommand.class,
            DevCommand.class,
            StatusCommand.class,
            RotationPlanCommand.class,
            VerifyRotationCommand.class,
            RotateCommand.class,
            InventoryCommand.class,
            VerifyProofCommand.class,
            RetireVersionsCommand.class,
            RestoreVersionsCommand.class,
            RecoverStateCommand.class,
            OpenObjectCommand.class,
            VerifyBackupCommand.class,
            ProbeCommand.class,
            WhyCommand.class,
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
        footer = {"", CommandHelpTexts.PROVIDER_EXIT_CODES})
public final class CommandTree implements OperatorCommands {
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"bao-kms-provider " + BuildInfo.load().version()};
        }
    }

    private final Terminal terminal;

    /** For the service loader of the daemon's entry point. */
    public CommandTree() {
        this(Terminal.ofThisProcess());
    }

    private CommandTree(Terminal terminal) {
        this.terminal = terminal;
    }

    /** Who looks at what this command prints. */
    static Terminal terminal(CommandSpec command) {
        return ((CommandTree) command.root().userObject()).terminal;
    }

    /** Tells on standard error how far a command is. */
    static ProgressLine progress(CommandSpec command) {
        return new ProgressLine(
                command.commandLine().getErr(), terminal(command).hasProgress(), System::nanoTime);
    }

    @Override
    public int run(List<String> arguments) {
        return commandLine(terminal).execute(arguments.toArray(String[]::new));
    }

    /** For this process. */
    public static CommandLine commandLine() {
        return commandLine(Terminal.ofThisProcess());
    }

    /** @param terminal who looks at what is printed */
    public static CommandLine commandLine(Terminal terminal) {
        var tree = new CommandLine(new CommandTree(terminal));
        ServiceLoader.load(CheckoutCommand.class).forEach(tree::addSubcommand);
        return tree.setParameterExceptionHandler((problem, arguments) -> {
                    UsageProblem.print(problem);
                    return ExitCode.USAGE;
                })
                .setExecutionExceptionHandler((problem, command, parsed) -> {
                    Explanation explanation = Explanation.of(problem);
                    explanation.lines().forEach(command.getErr()::println);
                    return explanation.exitCode();
                });
    }
}
