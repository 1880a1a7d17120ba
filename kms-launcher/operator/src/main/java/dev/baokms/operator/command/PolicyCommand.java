package dev.baokms.operator.command;

import dev.baokms.configuration.ConfigException;
import dev.baokms.configuration.KeyIdentity;
import dev.baokms.configuration.Settings;
import dev.baokms.host.ExitCode;
import dev.baokms.host.build.BuildInfo;
import dev.baokms.install.OpenBaoPolicy;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "policy",
        description = CommandHelpTexts.POLICY,
        mixinStandardHelpOptions = true,
        subcommands = PolicyCommand.OpenBao.class,
        synopsisSubcommandLabel = "COMMAND")
final class PolicyCommand {
    @Command(name = "openbao", description = CommandHelpTexts.POLICY_OPENBAO, mixinStandardHelpOptions = true)
    static final class OpenBao implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Mixin
        private ConfigOptions options;

        @Option(
                names = "--include-token-renewal",
                arity = "1",
                paramLabel = "BOOLEAN",
                description = CommandHelpTexts.POLICY_OPENBAO_INCLUDE_TOKEN_RENEWAL,
                defaultValue = "true")
        private boolean renewal;

        @Override
        public Integer call() throws ConfigException {
            KeyIdentity key = Settings.of(
                            options.read(System.getenv()), BuildInfo.load().version())
                    .key();
            PrintWriter out = spec.commandLine().getOut();
            out.print(OpenBaoPolicy.of(key, renewal));
            out.flush();
            return ExitCode.OK;
        }
    }
}
