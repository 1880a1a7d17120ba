package dev.baokms.launcher;

import dev.baokms.grpc.UnsafeSocketException;
import dev.baokms.launcher.config.ConfigException;
import dev.baokms.launcher.config.Problem;
import dev.baokms.launcher.dev.DevCommand;
import dev.baokms.launcher.install.InitCommand;
import dev.baokms.launcher.install.RenderCommand;
import dev.baokms.launcher.observe.BuildInfo;
import dev.baokms.launcher.observe.StaleCodeException;
import dev.baokms.launcher.run.UnsafeStartException;
import dev.baokms.launcher.state.UnusableStateException;
import java.io.IOException;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IVersionProvider;

/** The entry point: picks the command, and turns what went wrong into a sentence and an exit code. */
@Command(
        name = "bao-kms-provider",
        description = "Kubernetes KMS v2 provider that keeps its key in OpenBao Transit.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            ServeCommand.class,
            DevCommand.class,
            StatusCommand.class,
            RotationPlanCommand.class,
            VerifyRotationCommand.class,
            RetireVersionsCommand.class,
            RestoreVersionsCommand.class,
            RecoverStateCommand.class,
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
public final class Main {
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"bao-kms-provider " + BuildInfo.load().version()};
        }
    }

    private Main() {}

    public static void main(String[] args) {
        System.exit(run(args));
    }

    static int run(String... args) {
        return (args.length > 0 && args[0].equals("serve") ? daemonAlone() : commandLine()).execute(args);
    }

    /** The daemon's start shall not wait for the annotations of all other commands to be read, a tenth of a second. */
    static CommandLine daemonAlone() {
        var main = CommandLine.Model.CommandSpec.create().name("bao-kms-provider");
        return new CommandLine(main).addSubcommand(new ServeCommand()).setExecutionExceptionHandler(explain());
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main()).setExecutionExceptionHandler(explain());
    }

    private static IExecutionExceptionHandler explain() {
        return (problem, command, parsed) -> {
            PrintWriter err = command.getErr();
            return switch (problem) {
                case ConfigException config -> {
                    config.problems().stream().map(Problem::toString).forEach(err::println);
                    yield ExitCode.CONFIGURATION;
                }
                case UnsafeStartException unsafe -> {
                    err.println(unsafe.getMessage());
                    yield ExitCode.CONFIGURATION;
                }
                case StaleCodeException stale -> {
                    err.println(stale.getMessage());
                    yield ExitCode.CONFIGURATION;
                }
                case UnusableStateException unusable -> {
                    err.println(unusable.getMessage());
                    yield ExitCode.CONFIGURATION;
                }
                case UnsafeSocketException unsafe -> {
                    err.println(unsafe.getMessage());
                    yield ExitCode.CONFIGURATION;
                }
                case IOException io -> {
                    err.println(io.getMessage());
                    yield ExitCode.RUNTIME;
                }
                default -> {
                    err.println("unexpected " + problem.getClass().getSimpleName()
                            + "; please report it with the command line");
                    yield ExitCode.UNEXPECTED;
                }
            };
        };
    }
}
