/**
 * What a process may trust on its machine. One rule decides for every file, whether it holds a secret, an
 * authority or a library, and one value says which user decides. Linux only.
 */
@NullMarked
package dev.baokms.host;

import org.jspecify.annotations.NullMarked;
