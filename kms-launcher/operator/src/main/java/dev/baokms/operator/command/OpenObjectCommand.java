package dev.baokms.operator.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baokms.configuration.ConfigException;
import dev.baokms.configuration.Settings;
import dev.baokms.core.login.Diagnosis.Status;
import dev.baokms.core.secret.SecretBytes;
import dev.baokms.core.stored.Envelope;
import dev.baokms.core.stored.OurKey;
import dev.baokms.core.stored.StoredObject;
import dev.baokms.daemon.serve.UnsafeStartException;
import dev.baokms.etcd.EtcdSources;
import dev.baokms.host.PathText;
import dev.baokms.host.build.BuildInfo;
import dev.baokms.operator.disaster.KeyAccess;
import dev.baokms.operator.disaster.OneObject;
import dev.baokms.operator.disaster.PlaintextFile;
import dev.baokms.operator.disaster.ShownPlaintext;
import dev.baokms.operator.disaster.StoredValue;
import dev.baokms.operator.report.CheckReport;
import dev.baokms.telemetry.JsonLogs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "open-object",
        description = "Open one stored object without an API server: its value from a snapshot of etcd or from standard"
                + " input, its seed unwrapped by OpenBao with every check that a daemon makes. Says what the"
                + " object is; shows its content only when told to.",
        mixinStandardHelpOptions = true)
final class OpenObjectCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigOptions options;

    @Option(
            names = "--etcd-key",
            paramLabel = "KEY",
            required = true,
            description = "The whole key in etcd that the object lies under, such as /registry/secrets/default/name.")
    private String etcdKey;

    @Option(
            names = "--snapshot",
            paramLabel = "FILE",
            description = "Snapshot of etcd, or the .zip of one from k3s or RKE2. Without it the value is read from"
                    + " standard input, as etcdctl get --print-value-only prints it.")
    private Optional<Path> snapshot = Optional.empty();

    @Option(
            names = "--stopped-member",
            description = "The snapshot is the db of a member that was stopped cleanly, without a hash at its end.")
    private boolean stoppedMember;

    @Option(
            names = "--show-plaintext",
            description = "Show the content, only on a terminal; what is not ASCII is written as \\xNN.")
    private boolean showPlaintext;

    @Option(
            names = "--to",
            paramLabel = "FILE",
            description = "With --show-plaintext: write the exact content to this new file, of mode 0600, instead.")
    private Optional<Path> target = Optional.empty();

    @Mixin
    private TimeoutOptions timeout;

    @Mixin
    private ReportOptions output;

    @Override
    public Integer call() throws ConfigException, UnsafeStartException, IOException {
        requirePlaceForPlaintext();
        BuildInfo build = BuildInfo.load();
        Settings settings = Settings.of(options.read(System.getenv()), build.version());
        JsonLogs.install("error");
        CheckReport report = output.report();
        var object = new OneObject(OurKey.named(settings.key().scope().providerName()), report);
        Optional<StoredValue> value = value(object, report);
        Optional<Envelope> envelope = value.flatMap(object::describe);
        if (envelope.isEmpty()) {
            return output.print(report);
        }
        try (KeyAccess access = KeyAccess.of(settings, build, timeout.patience())) {
            Optional<SecretBytes> opened = object.open(envelope.get(), value.get(), access);
            if (opened.isEmpty()) {
                return output.print(report);
            }
            try (SecretBytes plaintext = opened.get()) {
                return handOut(plaintext, report);
            }
        }
    }

    /** Before anything is asked for: who cannot be shown the content learns it first. */
    private void requirePlaceForPlaintext() {
        if (target.isPresent() && !showPlaintext) {
            throw usage("--to needs --show-plaintext beside it: nothing is written unless it is asked for");
        }
        if (target.isPresent() && Files.exists(target.get(), LinkOption.NOFOLLOW_LINKS)) {
            throw usage("--to " + PathText.printable(target.get()) + " is there already and is kept; name a new file");
        }
        if (showPlaintext
                && target.isEmpty()
                && (output.json() || !output.terminal().output())) {
            throw usage("--show-plaintext shows the content on a terminal, and "
                    + (output.json() ? "--output json is for machines" : "standard output is none")
                    + "; name a new file with --to FILE");
        }
        if (stoppedMember && snapshot.isEmpty()) {
            throw usage("--stopped-member speaks of --snapshot; name one");
        }
    }

    private ParameterException usage(String problem) {
        return new ParameterException(spec.commandLine(), problem);
    }

    private Optional<StoredValue> value(OneObject object, CheckReport report) throws IOException {
        byte[] key = etcdKey.getBytes(UTF_8);
        if (snapshot.isPresent()) {
            report.with("snapshot", PathText.of(snapshot.get()));
            return object.find(EtcdSources.file(snapshot.get(), stoppedMember), key);
        }
        byte[] read = System.in.readNBytes(StoredObject.MAX_BYTES + 1);
        if (read.length == 0 || read.length > StoredObject.MAX_BYTES) {
            report.add(
                    "etcd.value",
                    "the stored value",
                    Status.FAIL,
                    read.length == 0
                            ? "standard input is empty; pipe etcdctl get --print-value-only KEY into it, or name a"
                                    + " --snapshot"
                            : "standard input is larger than the 1.5 MiB that etcd takes; pipe one value into it");
            return Optional.empty();
        }
        report.add("etcd.value", "the stored value", Status.PASS, "the value was read from standard input");
        return Optional.of(new StoredValue(read, key));
    }

    private int handOut(SecretBytes plaintext, CheckReport report) throws IOException {
        if (target.isPresent()) {
            PlaintextFile.write(target.get(), plaintext);
            report.with("written_to", PathText.of(target.get()));
        }
        int code = output.print(report);
        if (showPlaintext && target.isEmpty()) {
            ShownPlaintext.print(plaintext, output.out());
            output.out().flush();
        }
        return code;
    }
}
