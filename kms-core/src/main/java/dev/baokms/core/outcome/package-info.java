/** What every call returns: a value or a {@link dev.baokms.core.outcome.Failure}, and the type that carries secret bytes. */
@NullMarked
package dev.baokms.core.outcome;

import org.jspecify.annotations.NullMarked;
