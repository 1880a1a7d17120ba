/**
 * Login with a JSON Web Token from a file or from an OAuth2 server. {@link dev.baokms.auth.jwt.JwtMethod} is the entry
 * point. A token is checked before it is sent, as far as possible without its issuer's keys.
 */
@NullMarked
package dev.baokms.auth.jwt;

import org.jspecify.annotations.NullMarked;
