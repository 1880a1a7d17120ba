/** Runs the whole product on one machine and proves that it works. */
@NullMarked
package dev.baokms.demo;

import org.jspecify.annotations.NullMarked;
