package dev.baokms.install;

import dev.baokms.configuration.ConfigException;
import dev.baokms.host.ExitCode;
import dev.baokms.host.ToldException;
import dev.baokms.host.build.BuildInfo;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "init",
        description = "Write everything an installation needs from one file of values: the"
                + " configuration, both encryption configurations, policy and setup for OpenBao, the unit or manifest.",
        mixinStandardHelpOptions = true)
public final class InitCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--values",
            required = true,
            paramLabel = "FILE",
            description = "Fields of the configuration that only you can know.")
    private Path values;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "A new or empty directory.")
    private Path out;

    @Option(
            names = "--model",
            required = true,
            paramLabel = "MODEL",
            description = "How the daemon is run: ${COMPLETION-CANDIDATES}.",
            converter = Model.Converter.class,
            completionCandidates = Model.Candidates.class)
    private Model model;

    @Option(
            names = "--new-key",
            description = "The key is yet to be created: make its keyLineageId and let the setup create it. Once for a"
                    + " cluster, never once for each node.")
    private boolean newKey;

    @Option(
            names = "--policy-name",
            paramLabel = "NAME",
            description = "Name of the policy in OpenBao; default: openbao-kms- and the key's name.")
    private Optional<String> policyName = Optional.empty();

    @Option(
            names = "--image",
            paramLabel = "IMAGE",
            description = "Image of the static pod, pinned as NAME@sha256:DIGEST.",
            converter = StaticPod.Image.class)
    private Optional<String> image = Optional.empty();

    @Option(
            names = "--socket-gid",
            paramLabel = "GID",
            description = "Group of the socket, as a number; a static pod needs it.")
    private Optional<Integer> socketGid = Optional.empty();

    @Mixin
    private ResourceOptions resources;

    @Override
    public Integer call() throws ConfigException {
        if (model == Model.STATIC_POD && (image.isEmpty() || socketGid.isEmpty())) {
            throw usage("--model static-pod needs --image and --socket-gid");
        }
        if (model == Model.SYSTEMD && image.isPresent()) {
            throw usage("--image is for --model static-pod only");
        }
        String version = BuildInfo.load().version();
        Values read = read(version);
        String policy = policyName.orElseGet(
                () -> "openbao-kms-" + read.settings().key().name().toLowerCase(Locale.ROOT));
        List<InstalledFile> files = Installation.of(read, resources.chosen(), runner(read), model, policy, version);
        try {
            new OutputDirectory(out).write(files);
        } catch (ToldException e) {
            spec.commandLine().getErr().println(e.getMessage());
            return ExitCode.UNEXPECTED;
        }
        files.forEach(file -> spec.commandLine().getOut().println(out.resolve(file.name())));
        return ExitCode.OK;
    }

    private Values read(String version) throws ConfigException {
        try {
            return Values.forInstallation(values, model, socketGid, newKey, new SecureRandom(), version);
        } catch (ConfigException e) {
            if (!newKey
                    && e.problems().stream().anyMatch(problem -> problem.field().equals(Values.LINEAGE))) {
                spec.commandLine()
                        .getErr()
                        .println("--new-key makes a keyLineageId, for a key that is yet to be created");
            }
            throw e;
        }
    }

    private List<InstalledFile> runner(Values read) {
        return model == Model.SYSTEMD
                ? Installation.units(read.settings())
                : List.of(StaticPod.file(StaticPod.manifest(
                                image.orElseThrow(),
                                socketGid.orElseThrow(),
                                read.settings().monitoring().healthAddress())
                        .orElseThrow(() -> usage("a static pod's probes need server.healthAddress with a fixed port,"
                                + " not a Unix socket"))));
    }

    private ParameterException usage(String text) {
        return new ParameterException(spec.commandLine(), text);
    }
}
