/** The file that keeps what a provider must not forget, and everything that may be done to it. */
@NullMarked
package dev.baokms.state;

import org.jspecify.annotations.NullMarked;
