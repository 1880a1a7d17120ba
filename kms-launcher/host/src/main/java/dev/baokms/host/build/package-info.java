/** Identifies this build, and checks that the running classes belong to it. */
@NullMarked
package dev.baokms.host.build;

import org.jspecify.annotations.NullMarked;
