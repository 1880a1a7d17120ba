/** OpenBao's API: what each request says, what each response means, and which address is asked next. */
@NullMarked
package dev.baokms.transit.api;

import org.jspecify.annotations.NullMarked;
