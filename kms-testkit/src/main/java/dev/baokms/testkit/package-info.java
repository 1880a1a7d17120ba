/**
 * Tools to try a KMS v2 provider without a cluster: {@link dev.baokms.testkit.VirtualApiServer} behaves as kube-apiserver does
 * towards its provider, {@link dev.baokms.testkit.EtcdEnvelope} reads and writes what it stores.
 */
@NullMarked
package dev.baokms.testkit;

import org.jspecify.annotations.NullMarked;
