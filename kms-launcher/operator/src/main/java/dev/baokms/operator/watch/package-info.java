/**
 * The screen of {@code status --watch}: shows what a daemon reports about itself, read repeatedly. Asks only the
 * daemon's own pages.
 */
@NullMarked
package dev.baokms.operator.watch;

import org.jspecify.annotations.NullMarked;
