package dev.baokms.etcd;

import dev.baokms.etcd.proto.HashKVResponse;
import dev.baokms.etcd.proto.ResponseHeader;
import dev.baokms.etcd.proto.StatusResponse;
import dev.baokms.host.ProcessIdentity;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The members that answer, and what distinguishes their cluster from others. */
final class EtcdCluster implements AutoCloseable {
    /**
     * A member that answered.
     *
     * @param status what the member reported about itself
     */
    private record Answering(EtcdMember member, StatusResponse status) {
        String id() {
            return hex(status.getHeader().getMemberId());
        }
    }

    /**
     * The hash that a member computed over its rows.
     *
     * @param member its id
     * @param compactRevision up to which the hash leaves out superseded rows, -1 when the member never compacted
     */
    record MemberHash(String member, int hash, long compactRevision) {}

    private final List<Answering> answering = new ArrayList<>();
    private final List<String> remarks = new ArrayList<>();
    private final boolean withCertificate;
    private final boolean hashed;

    private EtcdCluster(boolean withCertificate, boolean hashed) {
        this.withCertificate = withCertificate;
        this.hashed = hashed;
    }

    /** Asks every endpoint for its identity. One answer is enough. */
    static EtcdCluster connect(LiveSettings settings, ProcessIdentity process) throws RefusedSourceException {
        var cluster = new EtcdCluster(settings.cert().isPresent(), settings.hashed());
        try {
            var tls = new ClientTls(settings, process);
            var silent = new ArrayList<RefusedSourceException>();
            for (URI endpoint : settings.endpoints()) {
                EndpointAddress address = EndpointAddress.of(endpoint, settings.insecureTransport());
                cluster.ask(new EtcdMember(EndpointAddress.name(endpoint), address, tls), silent);
            }
            if (cluster.answering.isEmpty()) {
                throw silent.getFirst();
            }
            cluster.refuseStrangers();
            return cluster;
        } catch (RefusedSourceException e) {
            cluster.close();
            throw e;
        }
    }

    private void ask(EtcdMember member, List<RefusedSourceException> silent) {
        try {
            answering.add(new Answering(member, member.status()));
        } catch (StatusRuntimeException e) {
            member.close();
            RefusedSourceException refused = refused(member, e.getStatus());
            silent.add(refused);
            remarks.add(EtcdClusterTexts.notAsked(member.name(), refused.reason()));
        }
    }

    private void refuseStrangers() throws RefusedSourceException {
        String first = clusterId();
        for (Answering each : answering) {
            String other = hex(each.status.getHeader().getClusterId());
            if (!other.equals(first)) {
                throw new RefusedSourceException(
                        each.member.name(),
                        EtcdClusterTexts.ofAnotherCluster(other, first),
                        EtcdClusterTexts.NAME_ONE_CLUSTER);
            }
        }
    }

    /** Whether this is kine, which names no cluster. */
    boolean isKine() {
        return header().getClusterId() == 0;
    }

    private ResponseHeader header() {
        return answering.getFirst().status.getHeader();
    }

    String clusterId() {
        return hex(header().getClusterId());
    }

    /** The size in bytes of the database of the member that is read. */
    long databaseSize() {
        return answering.getFirst().status.getDbSize();
    }

    /** The member that is read. */
    EtcdMember first() {
        return answering.getFirst().member;
    }

    String name() {
        return answering.stream().map(each -> each.member.name()).collect(Collectors.joining(","));
    }

    List<String> remarks() {
        return remarks;
    }

    void remark(String sentence) {
        remarks.add(sentence);
    }

    RefusedSourceException refused(EtcdMember member, Status status) {
        return CallFailure.refused(member.name(), status, withCertificate);
    }

    /** Identifies the members that answered, for a proof. */
    Map<String, String> identity() {
        var identity = new TreeMap<String, String>();
        identity.put(
                "version",
                answering.stream()
                        .map(each -> CallFailure.shortened(each.status.getVersion()))
                        .distinct()
                        .collect(Collectors.joining(",")));
        if (!isKine()) {
            identity.put("cluster-id", clusterId());
            identity.put("raft-term", Long.toUnsignedString(header().getRaftTerm()));
            identity.put("members", answering.stream().map(Answering::id).collect(Collectors.joining(",")));
        }
        return identity;
    }

    /**
     * Returns the hash of every member that provides one, if hashes are wanted. A remark says why a member provides
     * none.
     */
    List<MemberHash> hashes(long revision) {
        var found = new ArrayList<MemberHash>();
        for (Answering each : hashed && !isKine() ? answering : List.<Answering>of()) {
            try {
                // After this call, the member has caught up.
                each.member.currentRevision();
                HashKVResponse answer = each.member.hashKv(revision);
                found.add(new MemberHash(each.id(), answer.getHash(), answer.getCompactRevision()));
            } catch (StatusRuntimeException e) {
                remarks.add(EtcdClusterTexts.noHash(
                        each.id(), revision, refused(each.member, e.getStatus()).reason()));
            }
        }
        return found;
    }

    /**
     * @return empty without a hash, and when members have different compact revisions, since their hashes may then
     *     differ
     */
    OptionalInt agreed(List<MemberHash> hashes) throws RefusedSourceException {
        for (MemberHash one : hashes) {
            for (MemberHash other : hashes) {
                if (one.compactRevision == other.compactRevision && one.hash != other.hash) {
                    throw differs(one.member, EtcdClusterTexts.member(other.member));
                }
            }
        }
        long distinct =
                hashes.stream().map(MemberHash::compactRevision).distinct().count();
        return distinct == 1 ? OptionalInt.of(hashes.getFirst().hash) : OptionalInt.empty();
    }

    RefusedSourceException differs(String member, String other) {
        return new RefusedSourceException(
                name(), EtcdClusterTexts.rowsDiffer(member, other), EtcdClusterTexts.FIND_THE_DAMAGED_ONE);
    }

    static void putHashes(Map<String, String> identity, List<MemberHash> hashes) {
        hashes.forEach(
                each -> identity.put("hash-kv " + each.member, HexFormat.of().toHexDigits(each.hash)));
    }

    private static String hex(long id) {
        return HexFormat.of().toHexDigits(id);
    }

    @Override
    public void close() {
        answering.forEach(each -> each.member.close());
    }
}
