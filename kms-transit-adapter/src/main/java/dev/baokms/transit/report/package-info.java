/** What the adapter reports besides its results: events, and the sentences of failures. */
@NullMarked
package dev.baokms.transit.report;

import org.jspecify.annotations.NullMarked;
