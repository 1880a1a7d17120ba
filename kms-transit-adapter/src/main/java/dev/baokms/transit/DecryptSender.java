package dev.baokms.transit;

import dev.baokms.core.failure.Outcome;
import dev.baokms.core.secret.SecretBytes;
import dev.baokms.transit.api.ApiCall;
import dev.baokms.transit.api.ApiRequests;
import dev.baokms.transit.api.DecryptItem;
import dev.baokms.transit.batch.DecryptBatches;
import java.util.List;
import java.util.Optional;

/** Decrypts as requests with a token. */
record DecryptSender(ApiRequests requests, RequestRunner runner) implements DecryptBatches.Sender {
    @Override
    public Outcome<SecretBytes> one(DecryptItem item, ApiCall call) {
        return runner.run(requests.decrypt(item), call);
    }

    @Override
    public Outcome<List<Optional<Outcome<SecretBytes>>>> many(List<DecryptItem> items, ApiCall call) {
        return runner.run(requests.decryptAll(items), call);
    }
}
