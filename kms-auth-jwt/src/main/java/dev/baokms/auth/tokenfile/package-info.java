/**
 * Login with a token that another program obtained, such as the sink of an OpenBao agent. It is the smallest login
 * method, and an example of how to add one: this package and its registration, nothing else.
 */
@NullMarked
package dev.baokms.auth.tokenfile;

import org.jspecify.annotations.NullMarked;
