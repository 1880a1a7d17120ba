/** Where the JSON Web Token for a login comes from: a file or an OAuth2 server. Checked before it is sent. */
@NullMarked
package dev.baokms.auth.jwt;

import org.jspecify.annotations.NullMarked;
