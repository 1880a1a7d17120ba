/** Bytes that must stay secret. */
@NullMarked
package dev.baokms.core.secret;

import org.jspecify.annotations.NullMarked;
