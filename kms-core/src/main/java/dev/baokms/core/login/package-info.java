/**
 * The contract of a login method: everything specific to one way of proving an identity to the key's server. A new way
 * is one implementation of {@link dev.baokms.core.login.LoginMethod} and its registration.
 *
 * <p>The use cases of this module do not log in. The contract lives here because adapters share nothing but this
 * module: one adapter obtains credentials, another sends them.
 */
@NullMarked
package dev.baokms.core.login;

import org.jspecify.annotations.NullMarked;
