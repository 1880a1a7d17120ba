/**
 * For the day without an API server: opens one stored object, and proves a backup object by object. Reads snapshots and
 * asks OpenBao to unwrap; changes neither.
 */
@NullMarked
package dev.baokms.operator.disaster;

import org.jspecify.annotations.NullMarked;
