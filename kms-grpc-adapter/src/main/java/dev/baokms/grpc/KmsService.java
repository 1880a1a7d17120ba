package dev.baokms.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import dev.baokms.core.Kms;
import dev.baokms.core.failure.Outcome;
import dev.baokms.core.port.Budget;
import dev.baokms.core.port.RequestUid;
import dev.baokms.core.secret.SecretBytes;
import dev.baokms.grpc.CallObserver.Method;
import dev.baokms.grpc.proto.DecryptRequest;
import dev.baokms.grpc.proto.DecryptResponse;
import dev.baokms.grpc.proto.EncryptRequest;
import dev.baokms.grpc.proto.EncryptResponse;
import dev.baokms.grpc.proto.KeyManagementServiceGrpc;
import dev.baokms.grpc.proto.StatusResponse;
import io.grpc.MethodDescriptor;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import java.util.Map;
import java.util.concurrent.Executor;

/**
 * Translates between KMS v2 messages and the core.
 *
 * <p>Accepted risk: the plaintext of a request or response stays in the transport's buffer until the next message
 * overwrites it. This module wipes its own copies as soon as the call ends.
 */
final class KmsService {
    /** Never change it: the API server treats a provider that does as unhealthy until one of them restarts. */
    private static final String VERSION = "v2";

    private final Kms kms;
    private final ServerParts parts;

    KmsService(Kms kms, ServerParts parts) {
        this.kms = kms;
        this.parts = parts;
    }

    /** @param workers runs each task immediately, on a thread that may block */
    ServerServiceDefinition definition(ServerSettings settings, Executor workers) {
        return ServerServiceDefinition.builder(KeyManagementServiceGrpc.SERVICE_NAME)
                .addMethod(served(
                        KeyManagementServiceGrpc.getStatusMethod(),
                        new ImmediateCalls<>(Method.STATUS, (request, call, budget) -> status(), parts)))
                .addMethod(served(
                        KeyManagementServiceGrpc.getEncryptMethod(),
                        new QueuedCalls<>(
                                Method.ENCRYPT, this::encrypt, parts, settings.maxConcurrentEncrypt(), workers)))
                .addMethod(served(
                        KeyManagementServiceGrpc.getDecryptMethod(),
                        new QueuedCalls<>(
                                Method.DECRYPT, this::decrypt, parts, settings.maxConcurrentDecrypt(), workers)))
                .build();
    }

    private static <Q, R> ServerMethodDefinition<byte[], R> served(
            MethodDescriptor<Q, R> method, MethodCalls<R> calls) {
        return ServerMethodDefinition.create(
                method.toBuilder(RequestReader.BYTES, method.getResponseMarshaller())
                        .build(),
                calls);
    }

    /** The request is empty, so it is not read. */
    private Outcome<MethodReply<StatusResponse>> status() {
        return kms.status()
                .map(report -> new MethodReply<>(
                        StatusResponse.newBuilder()
                                .setVersion(VERSION)
                                .setHealthz(report.healthz(parts.sentences()))
                                .setKeyId(report.keyId().value())
                                .build(),
                        report.keyId().value()));
    }

    private Outcome<MethodReply<EncryptResponse>> encrypt(
            byte[] message, PendingCall<EncryptResponse> call, Budget budget) throws InvalidProtocolBufferException {
        EncryptRequest request = RequestReader.encryptRequest(message);
        call.concerns(request.getUid(), "");
        var refusal = RequestLimits.refusal(request);
        if (refusal.isPresent()) {
            return Outcome.failed(refusal.get());
        }
        try (var plaintext = SecretBytes.adopting(request.getPlaintext().toByteArray())) {
            return kms.encrypt(plaintext, new RequestUid(request.getUid()), budget)
                    .map(wrapped ->
                            new MethodReply<>(response(wrapped), wrapped.keyId().value()));
        }
    }

    private static EncryptResponse response(Kms.Wrapped wrapped) {
        var response = EncryptResponse.newBuilder()
                .setCiphertext(ByteString.copyFrom(wrapped.ciphertext().bytes()))
                .setKeyId(wrapped.keyId().value());
        for (Map.Entry<String, byte[]> annotation :
                wrapped.annotations().encoded().entrySet()) {
            response.putAnnotations(annotation.getKey(), ByteString.copyFrom(annotation.getValue()));
        }
        return response.build();
    }

    private Outcome<MethodReply<DecryptResponse>> decrypt(
            byte[] message, PendingCall<DecryptResponse> call, Budget budget) throws InvalidProtocolBufferException {
        DecryptRequest request = RequestReader.decryptRequest(message);
        call.concerns(request.getUid(), request.getKeyId());
        var refusal = RequestLimits.refusal(request);
        if (refusal.isPresent()) {
            return Outcome.failed(refusal.get());
        }
        return kms.decrypt(
                        request.getCiphertext().toByteArray(),
                        request.getKeyId(),
                        RequestLimits.annotations(request),
                        new RequestUid(request.getUid()),
                        budget)
                // Wrapped, not copied, so that wiping the secret wipes the message, too.
                .map(seed -> new MethodReply<>(
                        DecryptResponse.newBuilder()
                                .setPlaintext(seed.exposeTo(UnsafeByteOperations::unsafeWrap))
                                .build(),
                        request.getKeyId(),
                        seed::close));
    }
}
