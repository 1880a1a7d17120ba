/**
 * KMS v2 over a Unix domain socket: the socket file, the limits of a call and the mapping of failures to status
 * codes.
 */
@NullMarked
package dev.baokms.grpc;

import org.jspecify.annotations.NullMarked;
