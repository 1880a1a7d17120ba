/**
 * Login with a token that another program obtained: the sink of an OpenBao agent. The smallest login method there is, and so an example
 * of how one is added: this package and its registration, nothing else.
 */
@NullMarked
package dev.baokms.auth.tokenfile;

import org.jspecify.annotations.NullMarked;
