/**
 * The contract of a login method: everything that is particular to one way of proving an identity to the key's
 * server, so that a new way is one implementation of {@link dev.baokms.core.login.LoginMethod} and its
 * registration.
 *
 * <p>The use cases of this module do not log in. The contract lives here because adapters share nothing but this
 * module: one adapter obtains credentials, another one sends them.
 */
@NullMarked
package dev.baokms.core.login;

import org.jspecify.annotations.NullMarked;
