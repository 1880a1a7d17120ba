package dev.baokms.operator.rotate;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baokms.configuration.KeyIdentity;
import dev.baokms.core.key.KeyId;
import dev.baokms.core.key.KeyScope;
import dev.baokms.core.key.KeyVersion;
import dev.baokms.core.login.Diagnosis.Status;
import dev.baokms.host.ToldException;
import dev.baokms.kubernetes.EncryptedResources.GroupResource;
import dev.baokms.operator.inventory.Inventories;
import dev.baokms.operator.inventory.Inventory;
import dev.baokms.operator.inventory.InventoryRun.Result;
import dev.baokms.operator.report.ApiServerMetrics;
import dev.baokms.operator.report.CheckReport;
import dev.baokms.operator.report.ProgressLine;
import dev.baokms.operator.rotate.RotationWish.MigrationWay;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/** A cluster, its daemons and its OpenBao on virtual time; it can end this process at any call and after any line of the journal. */
final class World implements KeyOffice, KubernetesApi, DaemonPages, OwnNode, InventoryTaker, RotationTime {
    /** The end of the process. */
    static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    static final Duration DELAY = Duration.ofMinutes(2);
    static final KeyIdentity KEY = new KeyIdentity(
            "transit", "kms", new KeyScope("kms", "cluster", "instance", Optional.empty(), "mount", "lineage"));
    static final Instant START = Instant.parse("2026-11-30T12:00:00Z");
    private static final String OTHER = "10.0.0.2:8081";

    final FakeApiServer server = new FakeApiServer(this::heardVersion);
    final List<Instant> created = new ArrayList<>(List.of(START.minusSeconds(86_400)));
    final List<JournalLine> lines = new ArrayList<>();
    final List<String> told = new ArrayList<>();
    final Set<Integer> retiredHere = new TreeSet<>();
    final Set<Integer> retiredThere = new TreeSet<>();
    final Deque<Answer> answers = new ArrayDeque<>();
    final Set<String> nodesDown = new HashSet<>();
    final List<Integer> minimums = new ArrayList<>();

    Instant now = START;
    int rotations;
    int minimum = 1;
    /** Reads of the key that still show it as it was. */
    int lag;

    /** Requests to rotate are lost on their way. */
    boolean loses;

    boolean isNode = true;
    boolean deaf;
    boolean daemonRuns;
    boolean mayChange = true;
    Optional<Inventory> inventory = Optional.empty();
    int inventories;
    private int trips;
    private int killAt = Integer.MAX_VALUE;

    /** How many moments there were at which it could have ended. */
    int trips() {
        return trips;
    }

    void killAt(int trip) {
        killAt = trips + trip;
    }

    void keepAlive() {
        killAt = Integer.MAX_VALUE;
    }

    private void trip() {
        if (++trips == killAt) {
            throw new Killed();
        }
    }

    static RotationWish wish() {
        return wish(MigrationWay.auto, Map.of());
    }

    static RotationWish wish(MigrationWay way, Map<RotationStep, String> missing) {
        return new RotationWish(
                false,
                List.of(new GroupResource("", "secrets")),
                Optional.empty(),
                way,
                1,
                Duration.ofMinutes(15),
                missing);
    }

    /** One run of the command; check id to status and message. */
    CheckReport run(RotationStep last) {
        return run(last, wish());
    }

    CheckReport run(RotationStep last, RotationWish wish) {
        var report = new CheckReport("rotate");
        var journal = new RotationJournal(
                lines,
                line -> {
                    trip();
                    lines.add(JournalLine.parse(line));
                    trip();
                },
                this);
        try {
            rotation(wish).run(journal, last, report);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return report;
    }

    Rotation rotation(RotationWish wish) {
        return new Rotation(
                new RotationSubject(KEY, DELAY, Duration.ofSeconds(220)),
                new RotationPorts(this, this, Optional.of(this), Optional.of(this), this),
                wish,
                this,
                new ProgressLine(new PrintWriter(Writer.nullWriter()), false, () -> 0),
                told::add);
    }

    static boolean isDone(CheckReport report) {
        return report.checks().stream().allMatch(check -> check.diagnosis().status() == Status.PASS);
    }

    static String problem(CheckReport report) {
        return report.checks().stream()
                .filter(check -> check.diagnosis().status() == Status.FAIL)
                .map(check -> check.id() + ": " + check.diagnosis().message())
                .findFirst()
                .orElse("");
    }

    // Time

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public void pause(Duration duration) {
        now = duration.isPositive() ? now.plus(duration) : now;
        trip();
    }

    // OpenBao

    private int activeAt(Instant moment) {
        int active = 1;
        for (int version = 2; version <= created.size(); version++) {
            active = created.get(version - 1).plus(DELAY).isAfter(moment) ? active : version;
        }
        return active;
    }

    @Override
    public Look look() {
        trip();
        int latest = created.size();
        if (lag > 0) {
            lag--;
            latest = Math.max(1, latest - 1);
        }
        Instant active = created.get(latest - 1).plus(DELAY);
        return new Look(
                latest,
                created.get(latest - 1),
                minimum,
                OptionalInt.of(activeAt(now)),
                active.isAfter(now) ? Optional.of(active) : Optional.empty(),
                Optional.empty());
    }

    @Override
    public Optional<String> objection(Act act) {
        trip();
        return mayChange ? Optional.empty() : Optional.of("the token may not do it");
    }

    @Override
    public Answer rotate() {
        trip();
        Answer answer = answers.isEmpty() ? new Answer.Accepted() : answers.remove();
        if (loses) {
            return new Answer.Unknown("OpenBao did not answer");
        }
        if (!(answer instanceof Answer.Refused)) {
            rotations++;
            created.add(Instant.ofEpochSecond(now.getEpochSecond()));
        }
        trip();
        return answer;
    }

    @Override
    public Answer setMinimum(int version) {
        trip();
        minimum = version;
        minimums.add(version);
        trip();
        return new Answer.Accepted();
    }

    // API server

    private int heardVersion() {
        return deaf ? 1 : activeAt(Instant.ofEpochSecond(now.getEpochSecond() / 60 * 60));
    }

    private String hash(int version) {
        return KeyId.derive(
                        KEY.scope(),
                        new KeyVersion(version, created.get(version - 1).getEpochSecond()))
                .apiServerHash();
    }

    @Override
    public List<String> servers() {
        return List.of("https://10.0.0.1:6443");
    }

    @Override
    public ApiServerMetrics metrics(String name, String providerName) throws IOException {
        trip();
        String page =
                "apiserver_envelope_encryption_key_id_hash_status_last_timestamp_seconds{apiserver_id_hash=\"sha256:a\""
                        + ",key_id_hash=\"" + hash(heardVersion()) + "\",provider_name=\"kms\"} " + now.getEpochSecond()
                        + "\n";
        return ApiServerMetrics.of(new ByteArrayInputStream(page.getBytes(UTF_8)), providerName);
    }

    @Override
    public Reply ask(Question question) {
        trip();
        Reply reply = server.ask(question);
        trip();
        return reply;
    }

    // Daemons

    @Override
    public List<String> nodes() {
        return List.of("127.0.0.1:8081", OTHER);
    }

    @Override
    public Page of(String node) throws IOException {
        trip();
        if (nodesDown.contains(node)) {
            throw new ToldException("no daemon answers on " + node + "; start it");
        }
        return new Page(Optional.of(hash(activeAt(now))), node.equals(OTHER) ? retiredThere : retiredHere);
    }

    @Override
    public Optional<Boolean> isRetiredBelow(int version) {
        return isNode ? Optional.of(retiredHere.contains(version - 1)) : Optional.empty();
    }

    @Override
    public Change retireBelow(int version, Path proof) {
        trip();
        if (daemonRuns) {
            return new Change.ByHand("the state is held by another process; stop the running provider first");
        }
        retiredHere.add(version - 1);
        trip();
        return new Change.Made();
    }

    @Override
    public List<String> commands(int version, Path proof) {
        return List.of("retire-versions --before-version " + version + " --proof " + proof);
    }

    // etcd

    @Override
    public Result take(Instant agreedSince) {
        trip();
        inventories++;
        int lowest = server.secrets.values().stream()
                .mapToInt(stored -> stored.writtenUnder)
                .min()
                .orElse(0);
        return new Result.Done(
                inventory.orElseGet(() -> Inventories.safe(new Inventory.Identity("cfg1", "sha256:00"), lowest)));
    }

    @Override
    public Path keep(Result.Done done, String name) {
        trip();
        return Path.of("/state", name);
    }
}
