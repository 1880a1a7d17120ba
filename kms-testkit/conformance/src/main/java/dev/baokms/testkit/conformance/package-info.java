/**
 * Does a KMS v2 provider keep the contract with kube-apiserver? {@link dev.baokms.testkit.conformance.KmsConformance} asks from
 * a test, {@code java -jar kms-conformance.jar} from a shell; both run the same rules over the provider's socket.
 *
 * <p>A name tells what a type is for: {@code …Rules} list the rules of one group, {@code …Checks} ask them, a {@code RuleRun} is
 * what a check is given, {@code Suite} runs them in order, {@code …Report} write down what came of it.
 *
 * <p>All of it is one package on purpose. The seven public types are all that a stranger sees, and their compatibility is
 * checked. Packages for rules, runs and reports would make some thirty more of them public, and with them the insides of
 * {@link dev.baokms.testkit.conformance.Endpoint} and {@link dev.baokms.testkit.conformance.Hooks}, which every check uses.
 */
@NullMarked
package dev.baokms.testkit.conformance;

import org.jspecify.annotations.NullMarked;
