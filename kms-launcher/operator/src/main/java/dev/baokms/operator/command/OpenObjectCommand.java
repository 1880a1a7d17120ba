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

@Command(name = "open-object", description = CommandHelpTexts.OPEN_OBJECT, mixinStandardHelpOptions = true)
final class OpenObjectCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigOptions options;

    @Option(
            names = "--etcd-key",
            paramLabel = "KEY",
            required = true,
            description = CommandHelpTexts.OPEN_OBJECT_ETCD_KEY)
    private String etcdKey;

    @Option(names = "--snapshot", paramLabel = "FILE", description = CommandHelpTexts.OPEN_OBJECT_SNAPSHOT)
    private Optional<Path> snapshot = Optional.empty();

    @Option(names = "--stopped-member", description = CommandHelpTexts.STOPPED_MEMBER)
    private boolean stoppedMember;

    @Option(names = "--show-plaintext", description = CommandHelpTexts.OPEN_OBJECT_SHOW_PLAINTEXT)
    private boolean showPlaintext;

    @Option(names = "--to", paramLabel = "FILE", description = CommandHelpTexts.OPEN_OBJECT_TO)
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

    /** Checks first that the content can be shown or written, before the command asks for anything. */
    private void requirePlaceForPlaintext() {
        if (target.isPresent() && !showPlaintext) {
            throw usage(UsageTexts.FILE_WITHOUT_PLAINTEXT);
        }
        if (target.isPresent() && Files.exists(target.get(), LinkOption.NOFOLLOW_LINKS)) {
            throw usage(UsageTexts.fileIsThere(PathText.printable(target.get())));
        }
        if (showPlaintext
                && target.isEmpty()
                && (output.json() || !output.terminal().output())) {
            throw usage(output.json() ? UsageTexts.PLAINTEXT_AS_JSON : UsageTexts.PLAINTEXT_OFF_A_TERMINAL);
        }
        if (stoppedMember && snapshot.isEmpty()) {
            throw usage(UsageTexts.STOPPED_MEMBER_WITHOUT_SNAPSHOT);
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
                    CommandTexts.STORED_VALUE,
                    Status.FAIL,
                    read.length == 0 ? CommandTexts.NO_VALUE_READ : CommandTexts.VALUE_TOO_LARGE);
            return Optional.empty();
        }
        report.add("etcd.value", CommandTexts.STORED_VALUE, Status.PASS, CommandTexts.VALUE_READ);
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
