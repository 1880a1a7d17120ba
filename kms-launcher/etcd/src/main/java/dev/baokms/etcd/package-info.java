/**
 * Reads the content of etcd as a {@link dev.baokms.core.stored.RowSource}, from a snapshot, the file of a stopped
 * member, or a cluster that answers. It never writes to etcd.
 *
 * <p><strong>Which rows are told.</strong> A source tells every row that etcd can still serve: the newest row of each
 * key, and every older row that a read at or after the compact revision returns, or a watch as the value before a
 * write. So a row is left out only if it was written before the compact revision and its key was written again at or
 * before it. A deletion that was written before the compact revision is left out, too, since no read or watch returns
 * it.
 */
@NullMarked
package dev.baokms.etcd;

import org.jspecify.annotations.NullMarked;
