/** Which objects in etcd need which version of the key, as people and machines read it. Decrypts and writes nothing. */
@NullMarked
package dev.baokms.operator.inventory;

import org.jspecify.annotations.NullMarked;
