/** Where the JSON Web Token for a login comes from: a file, read safely and checked before it is sent. */
@NullMarked
package dev.baokms.auth.jwt;

import org.jspecify.annotations.NullMarked;
