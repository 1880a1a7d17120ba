/**
 * Does a KMS v2 provider keep the contract with kube-apiserver? {@link dev.baokms.testkit.conformance.KmsConformance} asks from
 * a test, {@code java -jar kms-testkit.jar} from a shell; both run the same rules over the provider's socket.
 */
@NullMarked
package dev.baokms.testkit.conformance;

import org.jspecify.annotations.NullMarked;
