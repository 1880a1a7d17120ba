/** Bytes that must not be seen. */
@NullMarked
package dev.baokms.core.secret;

import org.jspecify.annotations.NullMarked;
