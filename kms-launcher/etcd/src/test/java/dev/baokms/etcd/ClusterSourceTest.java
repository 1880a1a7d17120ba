package dev.baokms.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.baokms.core.stored.LiveSource;
import dev.baokms.core.stored.Scan;
import dev.baokms.etcd.proto.KeyValue;
import dev.baokms.etcd.proto.RangeRequest;
import dev.baokms.etcd.proto.RangeResponse;
import dev.baokms.host.ProcessIdentity;
import io.grpc.Status;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cluster that answers in ways that an etcd on this machine does not. */
class ClusterSourceTest {
    @TempDir
    private Path folder;

    private final History history = new History();
    private final List<FakeEtcd> started = new ArrayList<>();

    ClusterSourceTest() {
        for (int i = 0; i < 30; i++) {
            history.put("/registry/secrets/default/s" + i % 12, "value " + i);
        }
        history.compact(20).delete("/registry/secrets/default/s3").put("/registry/secrets/default/s3", "again");
        history.put("/registry/secrets/default/gone", "x").delete("/registry/secrets/default/gone");
    }

    @AfterEach
    void stop() {
        started.forEach(FakeEtcd::close);
    }

    private FakeEtcd etcd() {
        var etcd = new FakeEtcd(history);
        started.add(etcd);
        return etcd;
    }

    private FakeEtcd pages() {
        return etcd().noSnapshot(Status.UNIMPLEMENTED);
    }

    private ClusterSource source(URI... endpoints) {
        return new ClusterSource(
                new LiveSettings(List.of(endpoints), Optional.empty(), Optional.empty(), Optional.empty(), true, true),
                ProcessIdentity.ofThisProcess(),
                folder,
                new SecureRandom(),
                1 << 22,
                (where, bytes) -> true);
    }

    private static Scan.Complete complete(ClusterSource source, Told told) {
        Scan scan = source.read(told);
        assertThat(scan).isInstanceOf(Scan.Complete.class);
        return (Scan.Complete) scan;
    }

    private static void assertRefused(Scan scan, String reason) {
        assertThat(scan).isInstanceOfSatisfying(Scan.Refused.class, refused -> {
            assertThat(refused.reason()).contains(reason);
            assertThat(refused.cure()).isNotBlank();
        });
    }

    private void assertTells(Told told) {
        assertThat(told.rows().stream().map(row -> row.revision().main()).sorted())
                .isEqualTo(history.servable().stream()
                        .map(each -> each.main())
                        .sorted()
                        .toList());
        assertThat(told.live()).hasSameSizeAs(history.at(history.revision()));
    }

    @Test
    void copyOfTheDatabase_isComparedAndLeavesNothing() throws IOException {
        var told = new Told();

        Scan.Complete scan =
                complete(source(etcd().start(), etcd().identity(0xabcd, 2).start()), told);

        assertTells(told);
        assertThat(scan.historyRead()).isTrue();
        assertThat(scan.hashKv()).isEqualTo(OptionalInt.of(history.hashKv()));
        assertThat(scan.identity())
                .containsKeys("hash-kv 0000000000000001", "hash-kv 0000000000000002")
                .containsEntry("cluster-id", "000000000000abcd");
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void memberWithOtherRows_isRefused() throws IOException {
        assertRefused(
                source(etcd().start(), etcd().identity(0xabcd, 2).wrongHash().start())
                        .read(new Told()),
                "rows of member 0000000000000002 are not those");
        assertRefused(
                source(pages().start(), etcd().identity(0xabcd, 2).wrongHash().start())
                        .read(new Told()),
                "are not those of member");
    }

    @Test
    void withoutTheWish_noMemberIsAskedForItsHash() throws IOException {
        URI etcd = etcd().wrongHash().start();
        LiveSource source = EtcdSources.live(
                new LiveSettings(List.of(etcd), Optional.empty(), Optional.empty(), Optional.empty(), true, false));
        var told = new Told();

        assertThat(source.read(told))
                .isInstanceOfSatisfying(
                        Scan.Complete.class,
                        scan -> assertThat(scan.identity())
                                .containsKey("members")
                                .doesNotContainKey("hash-kv 0000000000000001"));
        assertTells(told);
        assertThat(source.hashKv(history.revision())).isEmpty();
    }

    @Test
    void failureToldAtLength_isCutOff() {
        Status endless = Status.UNKNOWN.withDescription("x".repeat(10_000));

        assertThat(CallFailure.refused("here", endless, true).reason()).hasSizeLessThan(600);
    }

    @Test
    void memberOfAnotherCluster_isRefused() throws IOException {
        assertRefused(
                source(etcd().start(), etcd().identity(0xdcba, 2).start()).read(new Told()),
                "of cluster 000000000000dcba");
    }

    @Test
    void damagedCopy_isRefused() throws IOException {
        FakeEtcd etcd = etcd().snapshot(bytes -> {
            bytes[5000] ^= 1;
            return bytes;
        });

        assertRefused(source(etcd.start()).read(new Told()), "SHA-256");
    }

    @Test
    void copyThatIsCutOff_isRefused() throws IOException {
        FakeEtcd etcd = etcd().snapshot(bytes -> Arrays.copyOf(bytes, bytes.length - 32));

        assertRefused(source(etcd.start()).read(new Told()), "no hash at its end");
    }

    @Test
    void memberThatDiesWhileItsCopyIsTaken_isRefused() throws IOException {
        assertRefused(source(etcd().failAfter(3).start()).read(new Told()), "it cannot answer");
    }

    @Test
    void copyThatCannotBeWritten_endsTheCallWithItsReason() throws Exception {
        URI endpoint = etcd().start();
        var pieces = new ArrayList<ByteString>();
        var settings =
                new LiveSettings(List.of(endpoint), Optional.empty(), Optional.empty(), Optional.empty(), true, true);
        var tls = new ClientTls(settings, ProcessIdentity.ofThisProcess());
        var full = new RefusedSourceException("the copy", "the disk is full", "make room");

        try (var member = new EtcdMember("etcd", EndpointAddress.of(endpoint, true), tls)) {
            assertThatThrownBy(() -> member.snapshot(piece -> {
                        pieces.add(piece.getBlob());
                        throw full;
                    }))
                    .isSameAs(full);
        }

        assertThat(pieces).hasSize(1);
    }

    @Test
    void snapshotThatIsRefused_isReadInPages() throws IOException {
        FakeEtcd etcd = pages().mostLimit(5);
        var told = new Told();

        Scan.Complete scan = complete(source(etcd.start()), told);

        assertTells(told);
        assertThat(scan.historyRead()).isTrue();
        assertThat(scan.compacted()).isEqualTo(OptionalLong.of(20));
        assertThat(scan.hashKv()).isEqualTo(OptionalInt.of(history.hashKv()));
        assertThat(scan.remarks()).anyMatch(remark -> remark.contains("gives no snapshot"));
        // Halved until it fits; the first page asks the leader, the others only the member.
        assertThat(etcd.ranges())
                .filteredOn(range -> !range.getRangeEnd().isEmpty() && range.getLimit() == 3)
                .extracting(RangeRequest::getSerializable)
                .containsExactly(false, true, true, true);
    }

    @Test
    void memberThatIsBehind_asksTheLeader() throws IOException {
        var told = new Told();

        complete(source(pages().mostLimit(5).behind().start()), told);

        assertTells(told);
    }

    @Test
    void kine_isReadWithoutWhatItRefuses() throws IOException {
        FakeEtcd kine = etcd().kine().mostLimit(5);
        var told = new Told();

        Scan.Complete scan = complete(source(kine.start(folder.resolve("kine.sock:2379"))), told);

        assertTells(told);
        assertThat(scan.kind()).isEqualTo(Scan.Kind.KINE);
        assertThat(scan.historyRead()).isTrue();
        assertThat(scan.hashKv()).isEmpty();
        assertThat(scan.identity()).doesNotContainKey("cluster-id");
    }

    @Test
    void watchOfKine_endsWhereItSaysThatItIs() throws IOException {
        URI kine = etcd().kine().start();

        Scan scan = source(kine).watch(history.revision(), Duration.ofMillis(1), new Told());

        assertThat(scan)
                .isInstanceOfSatisfying(
                        Scan.Complete.class,
                        complete -> assertThat(complete.revision()).isEqualTo(history.revision()));
    }

    @Test
    void compactionUnderTheScan_beginsItAgain() throws IOException {
        var pages = new int[1];
        FakeEtcd etcd = pages().mostLimit(7).beforePage(request -> {
            if (!request.getRangeEnd().isEmpty() && request.getLimit() <= 7 && ++pages[0] == 2) {
                history.put("/registry/secrets/default/new", "new").compact(history.revision());
            }
        });
        var told = new Told();

        Scan.Complete scan = complete(source(etcd.start()), told);

        assertThat(told.begins()).hasSize(2);
        assertThat(scan.revision()).isEqualTo(history.revision());
        assertThat(told.live())
                .hasSameSizeAs(history.at(history.revision()))
                .containsKey("/registry/secrets/default/new");
        assertThat(scan.remarks()).anyMatch(remark -> remark.contains("compacted during the scan"));
    }

    @Test
    void compactionUnderEachScan_isRefusedInTheEnd() throws IOException {
        FakeEtcd etcd = pages().mostLimit(7).beforePage(request -> {
            if (request.getRevision() > 0) {
                history.put("/registry/secrets/default/new", "new").compact(history.revision());
            }
        });

        assertRefused(source(etcd.start()).read(new Told()), "compacted during the scan 4 times");
    }

    @Test
    void pageThatNeverFits_isRefused() throws IOException {
        assertRefused(source(pages().mostLimit(0).start()).read(new Told()), "RESOURCE_EXHAUSTED");
    }

    @Test
    void answersThatMakeNoSense_areRefused() throws IOException {
        assertRefused(odd(page -> page.toBuilder().clearKvs().setMore(true).build()), "more, and gives nothing");
        assertRefused(odd(page -> page.toBuilder().setCount(page.getCount() + 1).build()), "keys of");
        assertRefused(
                odd(page -> page.toBuilder()
                        .addKvs(KeyValue.newBuilder()
                                .setKey(ByteString.copyFromUtf8("!"))
                                .setModRevision(2))
                        .build()),
                "not in order");
        assertRefused(
                odd(page -> page.toBuilder()
                        .addKvs(KeyValue.newBuilder()
                                .setKey(ByteString.copyFromUtf8("~"))
                                .setModRevision(1000))
                        .build()),
                "of revision 1000");
    }

    private Scan odd(UnaryOperator<RangeResponse> changed) throws IOException {
        return source(pages().page(changed).start()).read(new Told());
    }

    @Test
    void endpointsThatMayNotBeUsed_areRefusedBeforeTheyAreDialed() {
        assertRefused(source(URI.create("http://192.0.2.1:2379")).read(new Told()), "loopback alone");
        assertRefused(source(URI.create("etcd:2379")).read(new Told()), "scheme");
        assertRefused(source(URI.create("https://host/path")).read(new Told()), "form");
        assertRefused(source(URI.create("https:///")).read(new Told()), "form");
        assertRefused(source(URI.create("https://etcd.invalid:2379")).read(new Told()), "no address");
        var secure = new LiveSettings(
                List.of(URI.create("http://127.0.0.1:2379")),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                true);
        assertRefused(EtcdSources.live(secure).read(new Told()), "without TLS");
    }

    @Test
    void nothingThatListens_isRefused() throws IOException {
        assertRefused(source(URI.create(EtcdServer.loopback("http"))).read(new Told()), "nothing listens");
        assertRefused(
                source(URI.create("unix://" + folder.resolve("none.sock"))).read(new Told()),
                "it cannot answer: the connection could not be made, or was lost");
        assertThat(source(URI.create(EtcdServer.loopback("http"))).hashKv(1)).isEmpty();
    }
}
