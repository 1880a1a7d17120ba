/** One rotation from its first act to its last: each step checked before the next, and resumable after a kill at any point. */
@NullMarked
package dev.baokms.operator.rotate;

import org.jspecify.annotations.NullMarked;
