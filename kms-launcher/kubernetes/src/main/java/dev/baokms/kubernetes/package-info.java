/** Files of kube-apiserver that concern a KMS provider, read as strictly as it reads them, and written for it. */
@NullMarked
package dev.baokms.kubernetes;

import org.jspecify.annotations.NullMarked;
