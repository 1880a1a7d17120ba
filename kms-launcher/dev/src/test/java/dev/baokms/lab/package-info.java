@NullMarked
package dev.baokms.lab;

import org.jspecify.annotations.NullMarked;
