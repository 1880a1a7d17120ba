/**
 * Reads files of kube-apiserver that concern a KMS provider, as strictly as kube-apiserver does, and writes such files.
 */
@NullMarked
package dev.baokms.kubernetes;

import org.jspecify.annotations.NullMarked;
