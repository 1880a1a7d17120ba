/** Half of a cycle of packages, planted for a test. */
@NullMarked
package dev.baokms.testkit.planted.two;

import org.jspecify.annotations.NullMarked;
