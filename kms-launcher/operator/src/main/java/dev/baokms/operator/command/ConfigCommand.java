package dev.baokms.operator.command;

import dev.baokms.configuration.Config;
import dev.baokms.configuration.ConfigException;
import dev.baokms.configuration.Schema;
import dev.baokms.configuration.Settings;
import dev.baokms.host.ExitCode;
import dev.baokms.host.build.BuildInfo;
import dev.baokms.telemetry.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "config",
        description = CommandHelpTexts.CONFIG,
        mixinStandardHelpOptions = true,
        subcommands = ConfigCommand.SchemaCommand.class)
final class ConfigCommand implements Callable<Integer> {
    @Command(name = "schema", description = CommandHelpTexts.CONFIG_SCHEMA, mixinStandardHelpOptions = true)
    static final class SchemaCommand implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() {
            spec.commandLine().getOut().println(Json.of(Schema.document()));
            return ExitCode.OK;
        }
    }

    @Mixin
    private ConfigOptions options;

    @Mixin
    private OutputOptions output;

    @Override
    public Integer call() throws ConfigException {
        Config config = options.read(System.getenv());
        String fingerprint =
                Settings.of(config, BuildInfo.load().version()).key().fingerprint();
        var out = output.out();
        if (output.json()) {
            out.println(Json.of(json(config, fingerprint)));
        } else {
            config.sources()
                    .forEach((field, value) ->
                            out.println(field + " = " + String.join(", ", value.texts()) + "   # " + value.source()));
            out.println("fingerprint = " + fingerprint);
        }
        return ExitCode.OK;
    }

    private static Map<String, Object> json(Config config, String fingerprint) {
        var values = new LinkedHashMap<String, Object>();
        config.sources()
                .forEach((field, value) -> values.put(
                        field,
                        Map.of(
                                "value",
                                value.texts().size() == 1 ? value.texts().getFirst() : value.texts(),
                                "source",
                                value.source())));
        var json = new LinkedHashMap<String, Object>();
        json.put("fingerprint", fingerprint);
        json.put("values", values);
        return json;
    }
}
