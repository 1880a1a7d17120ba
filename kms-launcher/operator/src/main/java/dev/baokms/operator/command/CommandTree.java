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

/** All commands by name. Turns a failure of any of them into a sentence and an exit code. */
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

    /** Creates the commands for the service loader of the daemon's entry point. */
    public CommandTree() {
        this(Terminal.ofThisProcess());
    }

    private CommandTree(Terminal terminal) {
        this.terminal = terminal;
    }

    /** Returns the terminal that shows the command's output. */
    static Terminal terminal(CommandSpec command) {
        return ((CommandTree) command.root().userObject()).terminal;
    }

    /** Returns a line that reports the command's progress on standard error. */
    static ProgressLine progress(CommandSpec command) {
        return new ProgressLine(
                command.commandLine().getErr(), terminal(command).hasProgress(), System::nanoTime);
    }

    @Override
    public int run(List<String> arguments) {
        return commandLine(terminal).execute(arguments.toArray(String[]::new));
    }

    /** Returns the command line for the terminal of this process. */
    public static CommandLine commandLine() {
        return commandLine(Terminal.ofThisProcess());
    }

    /**
     * Returns the command line for a given terminal.
     *
     * @param terminal the terminal that shows the output
     */
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
