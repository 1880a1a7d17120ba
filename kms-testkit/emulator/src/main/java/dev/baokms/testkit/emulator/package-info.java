/**
 * Answers over HTTP as an OpenBao 2.6 server does, as far as a client of Transit, of the JWT and certificate logins and of tokens can
 * notice. Netty reads and writes HTTP, Moshi JSON.
 */
@NullMarked
package dev.baokms.testkit.emulator;

import org.jspecify.annotations.NullMarked;
