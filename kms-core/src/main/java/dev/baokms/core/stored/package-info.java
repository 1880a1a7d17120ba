/**
 * What Kubernetes stores in etcd, read without a key: which objects need which Transit version, and whether a version
 * may go. Pure: files and connections are a {@link dev.baokms.core.stored.RowSource}'s.
 */
@NullMarked
package dev.baokms.core.stored;

import org.jspecify.annotations.NullMarked;
