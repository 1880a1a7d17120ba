/** The whole product on one machine, and the proof that it works. */
@NullMarked
package dev.baokms.demo;

import org.jspecify.annotations.NullMarked;
