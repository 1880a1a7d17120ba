/** Three providers, an OpenBao cluster and three API servers, with everything that may happen to them. */
@NullMarked
package dev.baokms.dist.cluster;

import org.jspecify.annotations.NullMarked;
