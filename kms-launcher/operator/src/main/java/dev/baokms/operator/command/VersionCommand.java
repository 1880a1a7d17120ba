package dev.baokms.operator.command;

import dev.baokms.host.ExitCode;
import dev.baokms.host.build.BuildInfo;
import dev.baokms.telemetry.Json;
import java.util.LinkedHashMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "version", description = CommandHelpTexts.VERSION, mixinStandardHelpOptions = true)
final class VersionCommand implements Callable<Integer> {
    @Mixin
    private OutputOptions output;

    @Override
    public Integer call() {
        BuildInfo build = BuildInfo.load();
        var fields = new LinkedHashMap<String, String>();
        fields.put("version", build.version());
        fields.put("commit", build.commit());
        fields.put("date", build.date());
        fields.put("dirty", build.dirty());
        var out = output.out();
        if (output.json()) {
            out.println(Json.of(fields));
        } else {
            fields.forEach((name, value) -> out.println(name + ": " + value));
        }
        return ExitCode.OK;
    }
}
