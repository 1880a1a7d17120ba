/**
 * Does a KMS v2 provider keep the contract with kube-apiserver? {@link dev.baokms.testkit.conformance.KmsConformance}
 * checks it from a test, {@code java -jar kms-conformance.jar} from a shell; both run the same rules over the
 * provider's socket.
 *
 * <p>Names show what a type is for: {@code …Rules} list the rules of one group, {@code …Checks} check them, a {@code
 * RuleRun} is the input of a check, {@code Suite} runs them in order, {@code …Report} write the results.
 *
 * <p>All of it is one package on purpose. Users see only the seven public types, whose compatibility is checked.
 * Packages for rules, runs and reports would make about thirty more types public, and with them the internals of
 * {@link dev.baokms.testkit.conformance.Endpoint} and {@link dev.baokms.testkit.conformance.Hooks}, which all checks
 * use.
 */
@NullMarked
package dev.baokms.testkit.conformance;

import org.jspecify.annotations.NullMarked;
