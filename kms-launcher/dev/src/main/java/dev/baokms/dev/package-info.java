/** The emulator as the OpenBao of a demonstration. The only main code outside the testkit that reaches it. */
@NullMarked
package dev.baokms.dev;

import org.jspecify.annotations.NullMarked;
