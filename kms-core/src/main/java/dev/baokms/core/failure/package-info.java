/** What every call returns: a value or a {@link dev.baokms.core.failure.Failure}. */
@NullMarked
package dev.baokms.core.failure;

import org.jspecify.annotations.NullMarked;
