/** Answers over HTTP as an OpenBao 2.6 server does, as far as a KMS provider can notice. Built from the JDK alone. */
@NullMarked
package dev.baokms.testkit.emulator;

import org.jspecify.annotations.NullMarked;
