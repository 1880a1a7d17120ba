/**
 * What Kubernetes stores in etcd, read without a key: which objects need which Transit version, and whether a version
 * can be retired. It is pure: a {@link dev.baokms.core.stored.RowSource} does the reading of files and connections.
 */
@NullMarked
package dev.baokms.core.stored;

import org.jspecify.annotations.NullMarked;
