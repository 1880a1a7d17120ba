/** The screen of {@code status --watch}: what a daemon says of itself, read again and again. Asks its pages and nothing else. */
@NullMarked
package dev.baokms.operator.watch;

import org.jspecify.annotations.NullMarked;
