/**
 * What lies in etcd, as {@link dev.baokms.core.stored.RowSource}: a snapshot, the file of a stopped member, or a cluster
 * that answers. Reads only.
 *
 * <p><strong>Which rows are told.</strong> Those that etcd can still serve: the newest row of each key, and every older
 * one that a read at a revision from the compact revision on returns, or a watch as the value before. So a row is left
 * out only if it was written before the compact revision and a later row of its key at or before it. A deletion that was
 * written before the compact revision is left out, too: nothing tells it any more.
 */
@NullMarked
package dev.baokms.etcd;

import org.jspecify.annotations.NullMarked;
