/** When which version of the key is used: a pure function of OpenBao's metadata, what was seen before, and the clock. */
@NullMarked
package dev.baokms.core.rotation;

import org.jspecify.annotations.NullMarked;
