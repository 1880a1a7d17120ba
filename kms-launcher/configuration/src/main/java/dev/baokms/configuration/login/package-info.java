/** The login methods of this daemon, and what it gives them: files under one rule of trust, a clock, HTTP clients. */
@NullMarked
package dev.baokms.configuration.login;

import org.jspecify.annotations.NullMarked;
