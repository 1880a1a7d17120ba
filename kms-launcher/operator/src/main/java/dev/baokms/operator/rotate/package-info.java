/**
 * A rotation from its first action to its last. Each step is checked before the next one, and a rotation can resume
 * after a kill at any point.
 */
@NullMarked
package dev.baokms.operator.rotate;

import org.jspecify.annotations.NullMarked;
