/** What tests of login methods share: a program around them that is made of values. */
@NullMarked
package dev.baokms.auth;

import org.jspecify.annotations.NullMarked;
