/**
 * Answers over HTTP like an OpenBao 2.6 server, as far as a client of Transit, JWT and certificate logins and tokens
 * can notice. Netty reads and writes HTTP, Moshi JSON.
 */
@NullMarked
package dev.baokms.testkit.emulator;

import org.jspecify.annotations.NullMarked;
