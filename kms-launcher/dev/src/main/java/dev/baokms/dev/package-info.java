/** The emulator as the OpenBao of a demonstration. No other main code outside the testkit uses the emulator. */
@NullMarked
package dev.baokms.dev;

import org.jspecify.annotations.NullMarked;
