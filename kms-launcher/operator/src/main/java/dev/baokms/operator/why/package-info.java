/** What is the matter with a node: everything that can be seen of it, and the most likely cause first. */
@NullMarked
package dev.baokms.operator.why;

import org.jspecify.annotations.NullMarked;
