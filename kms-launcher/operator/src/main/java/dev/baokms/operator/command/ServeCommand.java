package dev.baokms.operator.command;

import dev.baokms.configuration.ConfigException;
import dev.baokms.daemon.serve.Serve;
import dev.baokms.daemon.serve.UnsafeStartException;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * Describes {@code serve} for the help, the manual and the completion. The daemon itself reads its flags without this
 * class.
 */
@Command(name = "serve", description = CommandHelpTexts.SERVE, mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {
    @Mixin
    private ConfigOptions options;

    @Override
    public Integer call() throws ConfigException, UnsafeStartException, IOException, InterruptedException {
        return Serve.run(options.flags());
    }
}
