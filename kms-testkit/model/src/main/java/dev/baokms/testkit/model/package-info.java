/**
 * Tools to test a KMS v2 provider without a cluster: {@link dev.baokms.testkit.model.VirtualApiServer} behaves as
 * kube-apiserver does towards its provider, {@link dev.baokms.testkit.model.EtcdEnvelope} reads and writes what it
 * stores.
 */
@NullMarked
package dev.baokms.testkit.model;

import org.jspecify.annotations.NullMarked;
