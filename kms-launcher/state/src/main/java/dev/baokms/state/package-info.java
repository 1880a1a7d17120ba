/** The file that keeps what a provider must not forget, and every operation on it. */
@NullMarked
package dev.baokms.state;

import org.jspecify.annotations.NullMarked;
