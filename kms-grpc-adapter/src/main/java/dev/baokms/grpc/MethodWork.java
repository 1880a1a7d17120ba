package dev.baokms.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.baokms.core.failure.Outcome;
import dev.baokms.core.port.Budget;

/**
 * What one method does.
 *
 * @param <T> its response
 */
interface MethodWork<T> {
    /**
     * @param request the message as it came; the caller's, wiped afterwards
     * @param call hears of what the request says as soon as it is known
     * @throws InvalidProtocolBufferException when the bytes are not a message of the contract
     */
    Outcome<MethodReply<T>> answer(byte[] request, PendingCall<T> call, Budget budget)
            throws InvalidProtocolBufferException;
}
