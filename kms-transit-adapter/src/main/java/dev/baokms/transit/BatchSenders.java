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

/** Encrypts and Decrypts, one or several, as requests with a token. */
record BatchSenders(ApiRequests requests, RequestRunner runner) {
    GroupCommit.Sender<EncryptItem, TransitCiphertext> ofEncrypts() {
        return new GroupCommit.Sender<>() {
            @Override
            public Outcome<TransitCiphertext> one(EncryptItem item, ApiCall call) {
                return runner.run(requests.encrypt(item), call);
            }

            @Override
            public GroupCommit.GroupRequest<TransitCiphertext> many(List<EncryptItem> items) {
                return sending(requests.encryptAll(items));
            }
        };
    }

    GroupCommit.Sender<DecryptItem, SecretBytes> ofDecrypts() {
        return new GroupCommit.Sender<>() {
            @Override
            public Outcome<SecretBytes> one(DecryptItem item, ApiCall call) {
                return runner.run(requests.decrypt(item), call);
            }

            @Override
            public GroupCommit.GroupRequest<SecretBytes> many(List<DecryptItem> items) {
                return sending(requests.decryptAll(items));
            }
        };
    }

    private <O> GroupCommit.GroupRequest<O> sending(ApiRequest<List<Optional<Outcome<O>>>> request) {
        return call -> runner.run(request, call);
    }
}
