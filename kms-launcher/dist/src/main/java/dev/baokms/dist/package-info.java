/** What only a build runs: pages and completion made from the commands themselves. */
@NullMarked
package dev.baokms.dist;

import org.jspecify.annotations.NullMarked;
