/** The provider as kube-apiserver sees it, {@link dev.baokms.testkit.kms.KmsPlugin}, and a client for one behind a socket. */
@NullMarked
package dev.baokms.testkit.kms;

import org.jspecify.annotations.NullMarked;
