/**
 * Reports which objects in etcd need which version of the key, for people and machines. Decrypts and writes nothing.
 */
@NullMarked
package dev.baokms.operator.inventory;

import org.jspecify.annotations.NullMarked;
