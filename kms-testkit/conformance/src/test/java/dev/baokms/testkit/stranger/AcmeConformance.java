package dev.baokms.testkit.stranger;

import dev.baokms.testkit.conformance.Endpoint;
import dev.baokms.testkit.conformance.Hook;
import dev.baokms.testkit.conformance.Hooks;
import dev.baokms.testkit.conformance.KmsConformance;

class AcmeConformance extends KmsConformance {
    @Override
    protected Endpoint endpoint() {
        return Endpoint.unixSocket("/run/acme/kms.sock");
    }

    @Override
    protected Hooks hooks() {
        return Hooks.none().withCommand(Hook.RESTART, "systemctl restart acme-kms");
    }
}
