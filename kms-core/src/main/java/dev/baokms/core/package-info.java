/** The use cases of a KMS v2 provider: Encrypt, Decrypt, Status and the probe that keeps what they know current. */
@NullMarked
package dev.baokms.core;

import org.jspecify.annotations.NullMarked;
