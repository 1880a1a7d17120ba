package dev.baokms.install;

import dev.baokms.configuration.ConfigException;
import dev.baokms.host.ExitCode;
import dev.baokms.host.ToldException;
import dev.baokms.host.build.BuildInfo;
import dev.baokms.install.Rendering.Piece;
import dev.baokms.telemetry.ListenAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(name = "render", description = InstallHelpTexts.RENDER, mixinStandardHelpOptions = true)
public final class RenderCommand implements Callable<Integer> {
    private static final Pattern VERSION = Pattern.compile("v1\\.[0-9]{1,3}\\.[0-9]{1,3}(-[0-9A-Za-z.]{1,40})?");

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--distribution",
            required = true,
            paramLabel = "NAME",
            description = InstallHelpTexts.RENDER_DISTRIBUTION)
    private Distribution distribution;

    @Option(names = "--values", required = true, paramLabel = "FILE", description = InstallHelpTexts.RENDER_VALUES)
    private Path values;

    @Option(names = "--out", paramLabel = "DIR", description = InstallHelpTexts.RENDER_OUT)
    private Optional<Path> out = Optional.empty();

    @Option(
            names = "--model",
            paramLabel = "MODEL",
            description = InstallHelpTexts.RENDER_MODEL,
            converter = Model.Converter.class,
            completionCandidates = Model.Candidates.class)
    private Optional<Model> model = Optional.empty();

    @Option(
            names = "--image",
            paramLabel = "IMAGE",
            description = InstallHelpTexts.PINNED_IMAGE,
            converter = StaticPod.Image.class)
    private Optional<String> image = Optional.empty();

    @Option(names = "--socket-gid", paramLabel = "GID", description = InstallHelpTexts.RENDER_SOCKET_GID)
    private Optional<Integer> socketGid = Optional.empty();

    @Option(
            names = "--kubernetes-version",
            paramLabel = "VERSION",
            description = InstallHelpTexts.RENDER_KUBERNETES_VERSION)
    private Optional<String> kubernetesVersion = Optional.empty();

    @Mixin
    private ResourceOptions resources;

    @Override
    public Integer call() throws ConfigException {
        Model chosen = model.orElse(distribution.models().getFirst());
        if (!distribution.models().contains(chosen)) {
            throw usage(InstallTexts.modelsOnly(distribution, distribution.models()));
        }
        Values read = Values.forDisplay(values, socketGid, BuildInfo.load().version());
        var rendering = new Rendering(distribution, read.settings(), resources.chosen(), kubernetesVersion());
        List<Piece> pieces = chosen == Model.SYSTEMD ? rendering.withUnit() : rendering.withPod(manifest(read));
        if (out.isEmpty()) {
            spec.commandLine()
                    .getOut()
                    .println(String.join("\n", pieces.stream().map(Piece::text).toList()));
            return ExitCode.OK;
        }
        try {
            new OutputDirectory(out.get())
                    .write(pieces.stream()
                            .map(piece -> InstalledFile.kept(piece.name(), "0600", piece.text()))
                            .toList());
        } catch (ToldException e) {
            spec.commandLine().getErr().println(e.getMessage());
            return ExitCode.UNEXPECTED;
        }
        pieces.forEach(piece -> spec.commandLine().getOut().println(piece.name() + ": " + piece.place()));
        return ExitCode.OK;
    }

    private Optional<String> kubernetesVersion() {
        if (kubernetesVersion.isPresent() && distribution != Distribution.kubeadm) {
            throw usage(InstallTexts.KUBERNETES_VERSION_WITHOUT_KUBEADM);
        }
        if (kubernetesVersion.filter(text -> !VERSION.matcher(text).matches()).isPresent()) {
            throw usage(InstallTexts.KUBERNETES_VERSION_FORM);
        }
        return kubernetesVersion;
    }

    private String manifest(Values read) {
        String pinned = image.orElseThrow(() -> usage(InstallTexts.POD_NEEDS_IMAGE));
        Optional<ListenAddress> health = read.settings().monitoring().healthAddress();
        Optional<String> manifest = distribution == Distribution.talos
                ? StaticPod.onTalos(pinned, health)
                : StaticPod.manifest(pinned, socketGid.orElseThrow(() -> usage(InstallTexts.POD_NEEDS_GID)), health);
        return manifest.orElseThrow(() -> usage(InstallTexts.POD_NEEDS_HEALTH_PORT));
    }

    private ParameterException usage(String text) {
        return new ParameterException(spec.commandLine(), text);
    }
}
