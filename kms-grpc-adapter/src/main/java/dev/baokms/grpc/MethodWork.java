package dev.baokms.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.baokms.core.failure.Outcome;
import dev.baokms.core.port.Budget;

/**
 * The work of one method.
 *
 * @param <T> its response
 */
interface MethodWork<T> {
    /**
     * @param request the message as received; the caller's, wiped afterwards
     * @param call is told the request's uid and key_id as soon as they are known
     * @throws InvalidProtocolBufferException when the bytes are not a message of the contract
     */
    Outcome<MethodReply<T>> answer(byte[] request, PendingCall<T> call, Budget budget)
            throws InvalidProtocolBufferException;
}
