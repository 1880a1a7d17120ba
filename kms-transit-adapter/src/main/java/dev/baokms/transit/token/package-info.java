/** The token: login, renewal, replacement, and who waits for it. */
@NullMarked
package dev.baokms.transit.token;

import org.jspecify.annotations.NullMarked;
