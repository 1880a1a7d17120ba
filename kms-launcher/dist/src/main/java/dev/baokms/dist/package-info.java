/** Code that only the build runs: it makes pages and completion from the commands themselves. */
@NullMarked
package dev.baokms.dist;

import org.jspecify.annotations.NullMarked;
