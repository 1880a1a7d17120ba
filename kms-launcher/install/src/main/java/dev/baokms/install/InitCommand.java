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

@Command(name = "init", description = InstallHelpTexts.INIT, mixinStandardHelpOptions = true)
public final class InitCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--values", required = true, paramLabel = "FILE", description = InstallHelpTexts.INIT_VALUES)
    private Path values;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = InstallHelpTexts.INIT_OUT)
    private Path out;

    @Option(
            names = "--model",
            required = true,
            paramLabel = "MODEL",
            description = InstallHelpTexts.INIT_MODEL,
            converter = Model.Converter.class,
            completionCandidates = Model.Candidates.class)
    private Model model;

    @Option(names = "--new-key", description = InstallHelpTexts.INIT_NEW_KEY)
    private boolean newKey;

    @Option(names = "--policy-name", paramLabel = "NAME", description = InstallHelpTexts.INIT_POLICY_NAME)
    private Optional<String> policyName = Optional.empty();

    @Option(
            names = "--image",
            paramLabel = "IMAGE",
            description = InstallHelpTexts.PINNED_IMAGE,
            converter = StaticPod.Image.class)
    private Optional<String> image = Optional.empty();

    @Option(names = "--socket-gid", paramLabel = "GID", description = InstallHelpTexts.INIT_SOCKET_GID)
    private Optional<Integer> socketGid = Optional.empty();

    @Mixin
    private ResourceOptions resources;

    @Override
    public Integer call() throws ConfigException {
        if (model == Model.STATIC_POD && (image.isEmpty() || socketGid.isEmpty())) {
            throw usage(InstallTexts.POD_NEEDS_IMAGE_AND_GID);
        }
        if (model == Model.SYSTEMD && image.isPresent()) {
            throw usage(InstallTexts.IMAGE_WITHOUT_POD);
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
                spec.commandLine().getErr().println(InstallTexts.NEW_KEY_MAKES_LINEAGE);
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
                        .orElseThrow(() -> usage(InstallTexts.POD_NEEDS_HEALTH_PORT))));
    }

    private ParameterException usage(String text) {
        return new ParameterException(spec.commandLine(), text);
    }
}
