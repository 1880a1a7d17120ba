package dev.baokms.transit;

import dev.baokms.core.failure.Outcome;
import dev.baokms.core.key.TransitCiphertext;
import dev.baokms.core.secret.SecretBytes;
import dev.baokms.transit.api.ApiCall;
import dev.baokms.transit.api.ApiRequest;
import dev.baokms.transit.api.ApiRequests;
import dev.baokms.transit.api.DecryptItem;
import dev.baokms.transit.api.EncryptItem;
import dev.baokms.transit.batch.GroupCommit;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Encrypts and Decrypts, one or several, as requests with a token. */
record BatchSenders(ApiRequests requests, RequestRunner runner) {
    GroupCommit.Sender<EncryptItem, TransitCiphertext> ofEncrypts() {
        return sender(requests::encrypt, requests::encryptAll);
    }

    GroupCommit.Sender<DecryptItem, SecretBytes> ofDecrypts() {
        return sender(requests::decrypt, requests::decryptAll);
    }

    private <I, O> GroupCommit.Sender<I, O> sender(
            Function<I, ApiRequest<O>> single, Function<List<I>, ApiRequest<List<Optional<Outcome<O>>>>> several) {
        return new GroupCommit.Sender<>() {
            @Override
            public Outcome<O> one(I item, ApiCall call) {
                return runner.run(single.apply(item), call);
            }

            @Override
            public GroupCommit.GroupRequest<O> many(List<I> items) {
                ApiRequest<List<Optional<Outcome<O>>>> request = several.apply(items);
                return call -> runner.run(request, call);
            }
        };
    }
}
