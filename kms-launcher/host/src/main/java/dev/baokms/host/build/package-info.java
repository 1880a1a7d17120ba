/** Which build this is, and whether the classes that run belong to it. */
@NullMarked
package dev.baokms.host.build;

import org.jspecify.annotations.NullMarked;
