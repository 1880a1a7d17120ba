/** The kit as others see it: from another package. */
@NullMarked
package dev.baokms.testkit.stranger;

import org.jspecify.annotations.NullMarked;
