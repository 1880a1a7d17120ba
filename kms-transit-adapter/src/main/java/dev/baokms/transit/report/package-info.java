/** What the adapter tells beside its results: events, and the sentences of failures. */
@NullMarked
package dev.baokms.transit.report;

import org.jspecify.annotations.NullMarked;
