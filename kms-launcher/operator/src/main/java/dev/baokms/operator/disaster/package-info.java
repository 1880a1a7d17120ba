/**
 * For the day when there is no API server: one stored object opened, and a backup proven object by object. Reads
 * snapshots and asks OpenBao to unwrap; changes neither.
 */
@NullMarked
package dev.baokms.operator.disaster;

import org.jspecify.annotations.NullMarked;
