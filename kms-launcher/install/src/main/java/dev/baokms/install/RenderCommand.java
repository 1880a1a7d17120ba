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

@Command(
        name = "render",
        description =
                "Print what a distribution of Kubernetes needs: encryption configuration, flags of the API server, unit"
                        + " or manifest, each with the place where it belongs.",
        mixinStandardHelpOptions = true)
public final class RenderCommand implements Callable<Integer> {
    private static final Pattern VERSION = Pattern.compile("v1\\.[0-9]{1,3}\\.[0-9]{1,3}(-[0-9A-Za-z.]{1,40})?");

    @Spec
    private CommandSpec spec;

    @Option(names = "--distribution", required = true, paramLabel = "NAME", description = "${COMPLETION-CANDIDATES}.")
    private Distribution distribution;

    @Option(
            names = "--values",
            required = true,
            paramLabel = "FILE",
            description = "The file that init takes, or a configuration.")
    private Path values;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "A new or empty directory to write to instead of printing.")
    private Optional<Path> out = Optional.empty();

    @Option(
            names = "--model",
            paramLabel = "MODEL",
            description = "${COMPLETION-CANDIDATES}; default: the usual one of the distribution.",
            converter = Model.Converter.class,
            completionCandidates = Model.Candidates.class)
    private Optional<Model> model = Optional.empty();

    @Option(
            names = "--image",
            paramLabel = "IMAGE",
            description = "Image of the static pod, pinned as NAME@sha256:DIGEST.",
            converter = StaticPod.Image.class)
    private Optional<String> image = Optional.empty();

    @Option(
            names = "--socket-gid",
            paramLabel = "GID",
            description =
                    "Group of the socket, as a number; a static pod needs it, but for talos, whose API server has one.")
    private Optional<Integer> socketGid = Optional.empty();

    @Option(
            names = "--kubernetes-version",
            paramLabel = "VERSION",
            description = "For kubeadm, as kubeadm version -o short prints it; without it kubeadm asks the network.")
    private Optional<String> kubernetesVersion = Optional.empty();

    @Mixin
    private ResourceOptions resources;

    @Override
    public Integer call() throws ConfigException {
        Model chosen = model.orElse(distribution.models().getFirst());
        if (!distribution.models().contains(chosen)) {
            throw usage(distribution + " can run the daemon as " + distribution.models() + " only");
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
            throw usage("--kubernetes-version is for kubeadm only");
        }
        if (kubernetesVersion.filter(text -> !VERSION.matcher(text).matches()).isPresent()) {
            throw usage("--kubernetes-version must be like v1.37.2");
        }
        return kubernetesVersion;
    }

    private String manifest(Values read) {
        String pinned = image.orElseThrow(() -> usage("a static pod needs --image"));
        Optional<ListenAddress> health = read.settings().monitoring().healthAddress();
        Optional<String> manifest = distribution == Distribution.talos
                ? StaticPod.onTalos(pinned, health)
                : StaticPod.manifest(
                        pinned, socketGid.orElseThrow(() -> usage("a static pod needs --socket-gid")), health);
        return manifest.orElseThrow(
                () -> usage("a static pod's probes need server.healthAddress with a fixed port, not a Unix socket"));
    }

    private ParameterException usage(String text) {
        return new ParameterException(spec.commandLine(), text);
    }
}
