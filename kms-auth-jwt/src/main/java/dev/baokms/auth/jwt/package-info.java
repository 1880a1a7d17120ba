/**
 * Login with a JSON Web Token that comes from a file or from an OAuth2 server: one column, entered by
 * {@link dev.baokms.auth.jwt.JwtMethod}. A token is checked before it is sent, as far as that is possible without the keys of its
 * issuer.
 */
@NullMarked
package dev.baokms.auth.jwt;

import org.jspecify.annotations.NullMarked;
