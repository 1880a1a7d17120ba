/** The token: login, renewal, replacement, and the callers that wait for it. */
@NullMarked
package dev.baokms.transit.token;

import org.jspecify.annotations.NullMarked;
