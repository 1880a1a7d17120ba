package example;

import dev.baokms.testkit.conformance.Endpoint;
import dev.baokms.testkit.conformance.KmsConformance;

/** What a stranger writes to try a provider; not run here, where no provider is. */
class AcmeConformance extends KmsConformance {
    @Override
    protected Endpoint endpoint() {
        return Endpoint.unixSocket("/run/acme/kms.sock");
    }
}
