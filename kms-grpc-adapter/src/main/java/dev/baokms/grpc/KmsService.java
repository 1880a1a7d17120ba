package dev.baokms.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.baokms.core.Kms;
import dev.baokms.core.outcome.Outcome;
import dev.baokms.core.outcome.SecretBytes;
import dev.baokms.core.port.Budget;
import dev.baokms.grpc.CallObserver.Method;
import dev.baokms.grpc.proto.DecryptRequest;
import dev.baokms.grpc.proto.DecryptResponse;
import dev.baokms.grpc.proto.EncryptRequest;
import dev.baokms.grpc.proto.EncryptResponse;
import dev.baokms.grpc.proto.KeyManagementServiceGrpc;
import dev.baokms.grpc.proto.StatusRequest;
import dev.baokms.grpc.proto.StatusResponse;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;

/**
 * Translates between KMS v2 messages and the core.
 *
 * <p>Accepted risk: a request's plaintext stays in protobuf's own immutable copy, and a response's in the transport's buffer,
 * until the collector or the next message overwrites them. Our copies are wiped as soon as the call ends.
 */
final class KmsService extends KeyManagementServiceGrpc.KeyManagementServiceImplBase {
    /** Fixed for good: the API server calls a provider that changes it unhealthy until one of them restarts. */
    private static final String VERSION = "v2";

    private final Kms kms;
    private final CallObserver observer;
    private final MethodCalls statusCalls;
    private final MethodCalls encryptCalls;
    private final MethodCalls decryptCalls;

    KmsService(ServerSettings settings, Kms kms, CallObserver observer, ScheduledExecutorService clock) {
        this.kms = kms;
        this.observer = observer;
        this.statusCalls = new MethodCalls(settings.maxConcurrentStatus(), settings.callTimeout(), clock);
        this.encryptCalls = new MethodCalls(settings.maxConcurrentEncrypt(), settings.callTimeout(), clock);
        this.decryptCalls = new MethodCalls(settings.maxConcurrentDecrypt(), settings.callTimeout(), clock);
    }

    @Override
    public void status(StatusRequest request, StreamObserver<StatusResponse> client) {
        statusCalls.serve(call(Method.STATUS, "", Optional.empty(), client), budget -> status());
    }

    @Override
    public void encrypt(EncryptRequest request, StreamObserver<EncryptResponse> client) {
        encryptCalls.serve(
                call(Method.ENCRYPT, request.getUid(), Optional.empty(), client), budget -> encrypt(request, budget));
    }

    @Override
    public void decrypt(DecryptRequest request, StreamObserver<DecryptResponse> client) {
        Optional<String> keyIdHash = Requests.keyIdHash(request.getKeyId());
        decryptCalls.serve(
                call(Method.DECRYPT, request.getUid(), keyIdHash, client),
                budget -> decrypt(request, keyIdHash, budget));
    }

    private <T> LiveCall<T> call(Method method, String uid, Optional<String> keyIdHash, StreamObserver<T> client) {
        return new LiveCall<>(method, Requests.uidHash(uid), keyIdHash, (ServerCallStreamObserver<T>) client, observer);
    }

    private Outcome<Answer<StatusResponse>> status() {
        return kms.status()
                .map(report -> new Answer<>(
                        StatusResponse.newBuilder()
                                .setVersion(VERSION)
                                .setHealthz(report.healthz())
                                .setKeyId(report.keyId().value())
                                .build(),
                        report.keyId().hash()));
    }

    private Outcome<Answer<EncryptResponse>> encrypt(EncryptRequest request, Budget budget) {
        var refusal = Requests.refusal(request);
        if (refusal.isPresent()) {
            return Outcome.failed(refusal.get());
        }
        try (var plaintext = SecretBytes.adopting(request.getPlaintext().toByteArray())) {
            return kms.encrypt(plaintext, request.getUid(), budget)
                    .map(wrapped ->
                            new Answer<>(response(wrapped), wrapped.keyId().hash()));
        }
    }

    private static EncryptResponse response(Kms.Wrapped wrapped) {
        var response = EncryptResponse.newBuilder()
                .setCiphertext(ByteString.copyFrom(wrapped.ciphertext().bytes()))
                .setKeyId(wrapped.keyId().value());
        wrapped.annotations()
                .encoded()
                .forEach((key, value) -> response.putAnnotations(key, ByteString.copyFrom(value)));
        return response.build();
    }

    private Outcome<Answer<DecryptResponse>> decrypt(
            DecryptRequest request, Optional<String> keyIdHash, Budget budget) {
        var refusal = Requests.refusal(request);
        if (refusal.isPresent()) {
            return Outcome.failed(refusal.get());
        }
        return kms.decrypt(
                        request.getCiphertext().toByteArray(),
                        request.getKeyId(),
                        Requests.annotations(request),
                        request.getUid(),
                        budget)
                // Wrapped, not copied, so that wiping the secret wipes the message as well.
                .map(seed -> new Answer<>(
                        DecryptResponse.newBuilder()
                                .setPlaintext(seed.exposeTo(UnsafeByteOperations::unsafeWrap))
                                .build(),
                        keyIdHash,
                        seed::close));
    }
}
